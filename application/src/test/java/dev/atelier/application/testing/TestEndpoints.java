package dev.atelier.application.testing;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.endpoint.InstanceCounts;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Builds endpoints: in service and Async, with a unique name, unless the test says otherwise. */
public final class TestEndpoints {

    private final EndpointId id = new EndpointId(UUID.randomUUID());
    private EndpointName name = new EndpointName("e-" + id);
    private InferenceType type = InferenceType.ASYNC;
    private String instanceType = "ml.g5.2xlarge";
    private List<String> roles = List.of("designer");
    private UserName creator = new UserName("ann");
    private String backend = InMemoryBackend.NAME;
    private EndpointStatus status = EndpointStatus.IN_SERVICE;
    private Instant created = SettableClock.START;

    private TestEndpoints() {}

    public static TestEndpoints endpoint() {
        return new TestEndpoints();
    }

    public TestEndpoints name(String endpoint) {
        name = new EndpointName(endpoint);
        return this;
    }

    public TestEndpoints instanceType(String other) {
        instanceType = other;
        return this;
    }

    public TestEndpoints realTime() {
        type = InferenceType.REAL_TIME;
        return this;
    }

    public TestEndpoints openTo(String... rolesOnly) {
        roles = List.of(rolesOnly);
        return this;
    }

    public TestEndpoints by(String user) {
        creator = new UserName(user);
        return this;
    }

    public TestEndpoints backend(String compute) {
        backend = compute;
        return this;
    }

    public TestEndpoints status(EndpointStatus now) {
        status = now;
        return this;
    }

    public TestEndpoints createdAt(Instant time) {
        created = time;
        return this;
    }

    public Endpoint build() {
        return new Endpoint(
                id,
                name,
                type,
                instanceType,
                new InstanceCounts(1, 0, 3, true),
                status.serves() ? 1 : 0,
                roles,
                creator,
                backend,
                status,
                status == EndpointStatus.FAILED ? "no capacity" : null,
                created,
                status == EndpointStatus.CREATING ? null : created.plusSeconds(300));
    }
}
