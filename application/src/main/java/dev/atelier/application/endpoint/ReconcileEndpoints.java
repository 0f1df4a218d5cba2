package dev.atelier.application.endpoint;

import dev.atelier.application.UseCase;
import dev.atelier.application.compute.EndpointProvisioner;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointStatus;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reconciles stored endpoints with the state that their backend reports. */
@UseCase
public class ReconcileEndpoints {

    private final EndpointRepository endpoints;
    private final Clock clock;

    public ReconcileEndpoints(EndpointRepository endpoints, Clock clock) {
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /**
     * Updates all endpoints of the backend.
     *
     * @param observe reports the present state of an endpoint; not called for endpoints that have failed
     * @return the endpoints as they are now
     */
    public List<Endpoint> refresh(String backend, Function<Endpoint, EndpointProvisioner.State> observe) {
        return endpoints.of(backend).stream()
                .map(known -> refresh(known, observe))
                .toList();
    }

    /**
     * Updates one endpoint.
     *
     * @param observe reports the present state of the endpoint; not called if it has failed
     * @return the endpoint as it is now; empty if there is none with this id
     */
    public Optional<Endpoint> refresh(EndpointId id, Function<Endpoint, EndpointProvisioner.State> observe) {
        return endpoints.find(id).map(known -> refresh(known, observe));
    }

    private Endpoint refresh(Endpoint known, Function<Endpoint, EndpointProvisioner.State> observe) {
        if (known.status() == EndpointStatus.FAILED) {
            return known;
        }
        EndpointProvisioner.State state = observe.apply(known);
        Endpoint seen = known.observe(state.status(), state.instances(), state.error(), clock.instant());
        if (!seen.equals(known)) {
            endpoints.update(seen, known.status());
        }
        return seen;
    }
}
