package dev.atelier.application.testing;

import dev.atelier.application.compute.ComputeNodes.Health;
import dev.atelier.application.compute.ComputeNodes.Node;
import dev.atelier.application.compute.ComputeNodes.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Builds nodes of {@link InMemoryBackend}. */
public final class TestNodes {

    /** When they entered their health. */
    public static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");

    private TestNodes() {}

    /** A node that answers, serves every endpoint and has run nothing yet. */
    public static Node healthy(String name) {
        return node(name, Health.HEALTHY, Optional.empty());
    }

    /** A node that is out of order for this reason. */
    public static Node ailing(String name, Health health, String reason) {
        return node(name, health, Optional.of(reason));
    }

    /** The node after this work. */
    public static Node having(Node node, Work work) {
        return new Node(
                node.name(),
                node.backend(),
                node.added(),
                node.instanceTypes(),
                node.serves(),
                node.health(),
                node.since(),
                node.reason(),
                node.models(),
                node.version(),
                work);
    }

    /** A node that answers, and ran jobs for so long. */
    public static Node busyFor(String name, Duration time) {
        return having(healthy(name), new Work(false, Optional.empty(), Optional.empty(), 0, 0, time));
    }

    private static Node node(String name, Health health, Optional<String> reason) {
        return new Node(
                name,
                InMemoryBackend.NAME,
                false,
                List.of("*"),
                instanceType -> true,
                health,
                SINCE,
                reason,
                Optional.of(2),
                Optional.of("v1.10.1"),
                new Work(false, Optional.empty(), Optional.empty(), 0, 0, Duration.ZERO));
    }
}
