package dev.atelier.application.endpoint;

import dev.atelier.application.Backends;
import dev.atelier.application.UseCase;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointStatus;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Brings the endpoints of a backend up to date with what the backend says of them. */
@UseCase
public class RefreshEndpoints {

    private final Endpoints endpoints;
    private final Backends backends;
    private final Clock clock;

    public RefreshEndpoints(Endpoints endpoints, Backends backends, Clock clock) {
        this.endpoints = endpoints;
        this.backends = backends;
        this.clock = clock;
    }

    /** All endpoints of the backend as they are now. */
    public List<Endpoint> refresh(String backend) {
        return endpoints.of(backend).stream().map(this::refresh).toList();
    }

    /** The endpoint as it is now; empty when there is none of this id. */
    public Optional<Endpoint> refresh(EndpointId id) {
        return endpoints.find(id).map(this::refresh);
    }

    private Endpoint refresh(Endpoint known) {
        if (known.status() == EndpointStatus.FAILED) {
            return known;
        }
        EndpointProvisioner.State state = backends.provisioner(known.backend()).describe(known);
        Endpoint seen = known.observe(state.status(), state.instances(), state.error(), clock.instant());
        if (seen != known) {
            endpoints.update(seen, known.status());
        }
        return seen;
    }
}
