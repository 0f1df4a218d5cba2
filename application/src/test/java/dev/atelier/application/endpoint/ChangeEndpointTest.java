package dev.atelier.application.endpoint;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.audit.AuditLog;
import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryEndpointRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InstanceCounts;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeEndpointTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ChangeEndpoint change = changing(false);
    private final Endpoint endpoint = atelier.add(endpoint().openTo("designer", "guest"));

    @Test
    void rolesAreReplacedAndCountsStay() {
        change.change(designer("bob"), endpoint.name(), roles("other", "designer"));

        assertThat(stored()).isEqualTo(endpoint.changedTo(List.of("other", "designer"), endpoint.counts()));
        assertThat(atelier.backend.sizeOf(endpoint.id())).isEmpty();
        assertThat(deeds()).containsExactly(AuditAction.ENDPOINT_CHANGE.on(endpoint.name(), "roles [other, designer]"));
    }

    @Test
    void countsAreChangedInTheBackendAndRolesStay() {
        InstanceCounts counts = new InstanceCounts(2, 1, 5, true);

        Endpoint changed = change.change(
                designer("bob"),
                endpoint.name(),
                counts(Optional.of(2), Optional.of(1), Optional.of(5), Optional.empty()));

        assertThat(changed).isEqualTo(endpoint.changedTo(endpoint.roles(), counts));
        assertThat(stored()).isEqualTo(changed);
        assertThat(atelier.backend.sizeOf(endpoint.id())).contains(counts);
        assertThat(deeds()).containsExactly(AuditAction.ENDPOINT_CHANGE.on(endpoint.name(), "autoscaling from 1 to 5"));
    }

    @Test
    void withoutAutoscalingTheMaximumFollowsTheCount() {
        change.change(
                designer("bob"),
                endpoint.name(),
                counts(Optional.of(7), Optional.empty(), Optional.empty(), Optional.of(false)));

        assertThat(stored().counts()).isEqualTo(new InstanceCounts(7, 0, 7, false));
    }

    @Test
    void countsThatMakeNoSenseChangeNothing() {
        assertThatThrownBy(() -> change.change(
                        designer("bob"),
                        endpoint.name(),
                        counts(Optional.of(9), Optional.empty(), Optional.empty(), Optional.empty())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("max_instance_number is 3; allowed is 9 to 1000");

        assertThat(stored()).isEqualTo(endpoint);
        assertThat(deeds()).isEmpty();
    }

    @Test
    void whatTheBackendDoesNotTakeChangesNothing() {
        atelier.backend.reject(new ComputeBackendException("AWS is away", null));

        assertThatThrownBy(() -> change.change(
                        designer("bob"),
                        endpoint.name(),
                        counts(Optional.of(2), Optional.empty(), Optional.empty(), Optional.empty())))
                .isInstanceOf(ComputeBackendException.class);

        assertThat(stored()).isEqualTo(endpoint);
        assertThat(deeds()).isEmpty();
    }

    @Test
    void anEndpointThatDoesNotServeGetsOtherRolesOnly() {
        Endpoint creating = atelier.add(endpoint().status(EndpointStatus.CREATING));

        assertThatThrownBy(() -> change.change(
                        designer("bob"),
                        creating.name(),
                        counts(Optional.of(2), Optional.empty(), Optional.empty(), Optional.empty())))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is Creating; the counts of one can be changed while it is InService");
        change.change(designer("bob"), creating.name(), roles("guest"));

        assertThat(atelier.endpoints.find(creating.id()).orElseThrow().roles()).containsExactly("guest");
    }

    @Test
    void onlyThoseMayChangeItToWhomItIsOpen() {
        assertThatThrownBy(
                        () -> change.change(withRoles(designer("bob"), "stranger"), endpoint.name(), roles("stranger")))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("is not open to user bob");
        assertThatThrownBy(() ->
                        change.change(holding("ann", "sagemaker_endpoint:create"), endpoint.name(), roles("guest")))
                .isInstanceOf(PermissionDeniedException.class);
        assertThat(stored()).isEqualTo(endpoint);

        change.change(withRoles(designer("ann"), "stranger"), endpoint.name(), roles("stranger")); // its creator
        assertThat(stored().roles()).containsExactly("stranger");
    }

    @Test
    void anEndpointThatThereIsNotIsNotFound() {
        assertThatThrownBy(() -> change.change(designer("bob"), new EndpointName("gone"), roles("guest")))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("endpoint gone not found");
    }

    @Test
    void aRoleThatMayHaveOneEndpointOnlyGetsNoSecond() {
        atelier.add(endpoint().openTo("taken"));

        assertThatThrownBy(() -> changing(true).change(designer("bob"), endpoint.name(), roles("guest", "taken")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("role [taken] has a valid endpoint already");
        assertThat(stored()).isEqualTo(endpoint);

        changing(true).change(designer("bob"), endpoint.name(), roles("guest"));
        assertThat(stored().roles()).containsExactly("guest");
    }

    @Test
    void theBackendIsGivenCountsThatAreStoredAlreadyAsAnAnswerMayHaveBeenLost() {
        change.change(
                designer("bob"),
                endpoint.name(),
                counts(Optional.of(endpoint.counts().initial()), Optional.empty(), Optional.empty(), Optional.empty()));

        assertThat(atelier.backend.sizeOf(endpoint.id())).contains(endpoint.counts());
        assertThat(stored()).isEqualTo(endpoint);
        assertThat(deeds()).isEmpty();
    }

    @Test
    void anotherChangeOfCountsAtTheSameTimeIsNotLost() {
        InMemoryEndpointRepository overtaken = new InMemoryEndpointRepository() {
            private boolean done;

            @Override
            public synchronized boolean changeCounts(EndpointId id, InstanceCounts expected, InstanceCounts counts) {
                if (!done) {
                    done = true;
                    super.changeCounts(id, expected, new InstanceCounts(1, 1, 3, true));
                }
                return super.changeCounts(id, expected, counts);
            }
        };
        overtaken.add(endpoint);

        Endpoint changed = changing(overtaken, false)
                .change(
                        designer("bob"),
                        endpoint.name(),
                        counts(Optional.empty(), Optional.empty(), Optional.of(9), Optional.empty()));

        assertThat(changed.counts()).isEqualTo(new InstanceCounts(1, 1, 9, true));
        assertThat(overtaken.find(endpoint.id())).contains(changed);
        assertThat(atelier.backend.sizeOf(endpoint.id())).contains(changed.counts());
    }

    @Test
    void rolesThatAreTakenMeanwhileAreGivenBackButNotOverAnotherChange() {
        for (boolean another : List.of(false, true)) {
            InMemoryEndpointRepository overtaken = new InMemoryEndpointRepository() {
                @Override
                public synchronized boolean changeRoles(EndpointId id, List<String> expected, List<String> roles) {
                    boolean changed = super.changeRoles(id, expected, roles);
                    if (roles.contains("taken")) {
                        add(endpoint().openTo("taken").build());
                        if (another) {
                            super.changeRoles(id, roles, List.of("third"));
                        }
                    }
                    return changed;
                }
            };
            overtaken.add(endpoint);

            assertThatThrownBy(() ->
                            changing(overtaken, true).change(designer("bob"), endpoint.name(), roles("guest", "taken")))
                    .isInstanceOf(InvalidRequestException.class);

            assertThat(overtaken.find(endpoint.id()).orElseThrow().roles())
                    .isEqualTo(another ? List.of("third") : endpoint.roles());
        }
    }

    private ChangeEndpoint changing(boolean onePerRole) {
        return changing(atelier.endpoints, onePerRole);
    }

    private ChangeEndpoint changing(EndpointRepository endpoints, boolean onePerRole) {
        return new ChangeEndpoint(endpoints, atelier.backendRegistry, new EndpointQuota(onePerRole), atelier.audit);
    }

    private static ChangeEndpoint.Change roles(String... names) {
        return new ChangeEndpoint.Change(
                Optional.of(Arrays.stream(names).map(RoleName::new).toList()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ChangeEndpoint.Change counts(
            Optional<Integer> initial, Optional<Integer> min, Optional<Integer> max, Optional<Boolean> autoscaling) {
        return new ChangeEndpoint.Change(Optional.empty(), initial, min, max, autoscaling);
    }

    private Endpoint stored() {
        return atelier.endpoints.find(endpoint.id()).orElseThrow();
    }

    private List<AuditEntry.Deed> deeds() {
        return atelier.auditLog.page(AuditLog.Filter.ALL, Optional.empty(), 10).items().stream()
                .map(AuditEntry::deed)
                .toList();
    }
}
