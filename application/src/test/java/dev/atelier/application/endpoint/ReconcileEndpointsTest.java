package dev.atelier.application.endpoint;

import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryBackend;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import org.junit.jupiter.api.Test;

class ReconcileEndpointsTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ReconcileEndpoints refresh = new ReconcileEndpoints(atelier.endpoints, atelier.clock);

    @Test
    void storesWhatTheBackendSays() {
        Endpoint creating = atelier.add(endpoint().status(EndpointStatus.CREATING));
        Endpoint breaking = atelier.add(endpoint());
        atelier.backend.describeAs(breaking.id(), new EndpointProvisioner.State(EndpointStatus.FAILED, 0, "no disk"));

        assertThat(refresh.refresh(InMemoryBackend.NAME, atelier.backend::describe))
                .containsExactlyInAnyOrder(stored(creating), stored(breaking));

        assertThat(stored(creating))
                .extracting(Endpoint::status, Endpoint::running, Endpoint::ended)
                .containsExactly(EndpointStatus.IN_SERVICE, 1, atelier.clock.instant());
        assertThat(stored(breaking))
                .extracting(Endpoint::status, Endpoint::error)
                .containsExactly(EndpointStatus.FAILED, "no disk");
    }

    @Test
    void leavesFailedEndpointsAndThoseOfOthersAlone() {
        Endpoint failed = atelier.add(endpoint().status(EndpointStatus.FAILED));
        Endpoint others = atelier.add(endpoint().backend("other").status(EndpointStatus.CREATING));

        assertThat(refresh.refresh(InMemoryBackend.NAME, atelier.backend::describe))
                .containsExactly(failed);

        assertThat(stored(failed)).isEqualTo(failed);
        assertThat(stored(others)).isEqualTo(others);
    }

    @Test
    void bringsASingleOneUpToDate() {
        Endpoint asked = atelier.add(endpoint().status(EndpointStatus.CREATING));
        Endpoint other = atelier.add(endpoint().status(EndpointStatus.CREATING));

        assertThat(refresh.refresh(asked.id(), atelier.backend::describe)).contains(stored(asked));
        assertThat(refresh.refresh(endpoint().build().id(), atelier.backend::describe))
                .isEmpty();

        assertThat(stored(asked).status()).isEqualTo(EndpointStatus.IN_SERVICE);
        assertThat(stored(other)).isEqualTo(other);
    }

    private Endpoint stored(Endpoint endpoint) {
        return atelier.endpoints.find(endpoint.id()).orElseThrow();
    }
}
