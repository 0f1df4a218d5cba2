package dev.atelier.application.endpoint;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.endpoint.CreateEndpoint.Command;
import dev.atelier.application.testing.CountingIds;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryBackend;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateEndpointTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CreateEndpoint create = create(false);

    @Test
    void asksTheChosenComputeForIt() {
        Endpoint created = create.create(designer("ann"), command("test"));

        assertThat(created.name()).hasToString("esd-async-test");
        assertThat(created)
                .extracting(Endpoint::status, Endpoint::roles, Endpoint::creator, Endpoint::backend)
                .containsExactly(
                        EndpointStatus.CREATING,
                        List.of("designer", "guest"),
                        designer("ann").name(),
                        InMemoryBackend.NAME);
        assertThat(atelier.endpoints.find(created.id())).contains(created);
        assertThat(atelier.backend.endpoints()).containsExactly(created.id());
    }

    @Test
    void mayBeCalledAfterItsId() {
        Endpoint created = create.create(designer("ann"), command(EndpointName::inferEndpoint, "ml.g5.2xlarge"));

        assertThat(created.name()).isEqualTo(EndpointName.inferEndpoint(new EndpointId(CountingIds.id(1))));
    }

    @Test
    void leavesNothingWhenComputeRejects() {
        InvalidRequestException rejection = new InvalidRequestException("ResourceLimitExceeded");
        atelier.backend.reject(rejection);

        assertThatThrownBy(() -> create.create(designer("ann"), command("test")))
                .isSameAs(rejection);

        assertThat(atelier.endpoints.find(new EndpointName("esd-async-test"))).isEmpty();
    }

    @Test
    void asksForNothingWhenTheNameIsTaken() {
        Endpoint first = atelier.add(endpoint().name("esd-async-test"));

        assertThatThrownBy(() -> create.create(designer("ann"), command("test")))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(atelier.backend.endpoints()).isEmpty();
        assertThat(atelier.endpoints.find(first.name())).contains(first);
    }

    @Test
    void aRoleMayHaveAnyNumberOfEndpoints() {
        create.create(designer("ann"), command("one"));
        create.create(designer("ann"), command("two"));

        assertThat(atelier.backend.endpoints()).hasSize(2);
    }

    @Test
    void aRoleHasOneLiveEndpointWhereThatIsTheLimit() {
        atelier.add(endpoint().openTo("guest"));

        assertThatThrownBy(() -> create(true).create(designer("ann"), command("test")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("role [guest] has a valid endpoint already, not allow to have another one");

        assertThat(atelier.endpoints.find(new EndpointName("esd-async-test"))).isEmpty();
        assertThat(atelier.backend.endpoints()).isEmpty();
    }

    @Test
    void failedEndpointsAndThoseOfOtherRolesDoNotCountTowardsTheLimit() {
        atelier.add(endpoint().openTo("guest").status(EndpointStatus.FAILED));
        atelier.add(endpoint().openTo("trainer"));

        Endpoint created = create(true).create(designer("ann"), command("test"));

        assertThat(atelier.backend.endpoints()).containsExactly(created.id());
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> create.create(holding("ann", "sagemaker_endpoint:list"), command("test")))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(atelier.backend.endpoints()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-ml", "ml g5", "ml/g5", "ml\n"})
    void rejectsWhatCannotBeAnInstanceType(String type) {
        assertThatThrownBy(() -> command(EndpointName::inferEndpoint, type))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("ml.g5.2xlarge");
    }

    @Test
    void anInstanceTypeHasAtMost100Characters() {
        assertThat(command(EndpointName::inferEndpoint, "x".repeat(100)).instanceType())
                .hasSize(100);
        assertThatThrownBy(() -> command(EndpointName::inferEndpoint, "x".repeat(101)))
                .isInstanceOf(InvalidRequestException.class);
    }

    private CreateEndpoint create(boolean onePerRole) {
        return new CreateEndpoint(
                atelier.endpoints,
                atelier.backendRegistry,
                new EndpointQuota(onePerRole),
                atelier.ids,
                atelier.clock,
                atelier.audit);
    }

    private static Command command(String name) {
        EndpointName asked = EndpointName.of(InferenceType.ASYNC, name);
        return command(id -> asked, "ml.g5.2xlarge");
    }

    private static Command command(Function<EndpointId, EndpointName> name, String instanceType) {
        return new Command(
                name,
                InferenceType.ASYNC,
                instanceType,
                InstanceCounts.of(InferenceType.ASYNC, 1, null, null, false),
                List.of(new RoleName("designer"), new RoleName("guest")));
    }
}
