package dev.atelier.domain.endpoint;

import static dev.atelier.domain.endpoint.EndpointStatus.CREATING;
import static dev.atelier.domain.endpoint.EndpointStatus.FAILED;
import static dev.atelier.domain.endpoint.EndpointStatus.IN_SERVICE;
import static dev.atelier.domain.endpoint.EndpointStatus.UPDATING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EndpointTest {

    private static final Instant LATER = Instant.EPOCH.plusSeconds(60);
    private static final Instant MUCH_LATER = Instant.EPOCH.plusSeconds(600);
    private static final Map<EndpointStatus, Set<EndpointStatus>> SUCCESSORS = Map.of(
            CREATING, Set.of(IN_SERVICE, UPDATING, FAILED),
            IN_SERVICE, Set.of(UPDATING, FAILED),
            UPDATING, Set.of(IN_SERVICE, FAILED),
            FAILED, Set.of());

    private final Endpoint creating = Endpoint.creating(
            new EndpointId(new UUID(1, 2)),
            new EndpointName("e"),
            InferenceType.ASYNC,
            "ml.g5.2xlarge",
            new InstanceCounts(1, 0, 2, true),
            List.of("designer"),
            new UserName("ann"),
            "local-gpu",
            Instant.EPOCH);

    @Test
    void walksTheTableOfItsStatuses() {
        for (EndpointStatus from : EndpointStatus.values()) {
            for (EndpointStatus to : EndpointStatus.values()) {
                assertThat(from.canBecome(to))
                        .as(from + " to " + to)
                        .isEqualTo(SUCCESSORS.get(from).contains(to));
            }
        }
    }

    @Test
    void servesInServiceAndWhileItIsUpdated() {
        assertThat(EndpointStatus.values()).filteredOn(EndpointStatus::serves).containsExactly(IN_SERVICE, UPDATING);
    }

    @Test
    void beginsWithoutInstances() {
        assertThat(creating)
                .extracting(Endpoint::status, Endpoint::running, Endpoint::error, Endpoint::ended)
                .containsExactly(CREATING, 0, null, null);
    }

    @Test
    void comesIntoServiceOnce() {
        Endpoint serving = creating.observe(IN_SERVICE, 1, null, LATER);
        Endpoint updating = serving.observe(UPDATING, 1, null, MUCH_LATER);
        Endpoint again = updating.observe(IN_SERVICE, 2, null, MUCH_LATER);

        assertThat(serving.ended()).isEqualTo(LATER);
        assertThat(updating.ended()).isEqualTo(LATER);
        assertThat(again).extracting(Endpoint::ended, Endpoint::running).containsExactly(LATER, 2);
    }

    @Test
    void remembersWhenAndWhyItFailed() {
        Endpoint failed = creating.observe(IN_SERVICE, 1, null, LATER).observe(FAILED, 0, "no disk", MUCH_LATER);

        assertThat(failed)
                .extracting(Endpoint::status, Endpoint::error, Endpoint::ended)
                .containsExactly(FAILED, "no disk", MUCH_LATER);
    }

    @Test
    void staysTheSameObjectWhenNothingHasChanged() {
        Endpoint serving = creating.observe(IN_SERVICE, 1, null, LATER);

        assertThat(serving.observe(IN_SERVICE, 1, null, MUCH_LATER)).isSameAs(serving);
        assertThat(serving.observe(IN_SERVICE, 2, null, MUCH_LATER))
                .extracting(Endpoint::running, Endpoint::ended)
                .containsExactly(2, LATER);
    }

    @Test
    void cannotComeBackFromTheDead() {
        Endpoint failed = creating.observe(FAILED, 0, "no capacity", LATER);

        assertThatThrownBy(() -> failed.observe(IN_SERVICE, 1, null, LATER))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("FAILED to IN_SERVICE");
    }

    @Test
    void typesGoByTheDocumentsWords() {
        assertThat(InferenceType.of("Async")).isEqualTo(InferenceType.ASYNC);
        assertThat(InferenceType.of("Real-time")).isEqualTo(InferenceType.REAL_TIME);
        assertThatThrownBy(() -> InferenceType.of("real-time"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("Real-time");
        assertThat(EndpointStatus.values())
                .extracting(EndpointStatus::word)
                .containsExactly("Creating", "InService", "Updating", "Failed");
    }
}
