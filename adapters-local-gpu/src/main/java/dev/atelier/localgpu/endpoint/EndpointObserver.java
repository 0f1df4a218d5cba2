package dev.atelier.localgpu.endpoint;

import dev.atelier.application.compute.EndpointProvisioner.State;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.localgpu.node.Node;
import dev.atelier.localgpu.node.NodeState;
import dev.atelier.localgpu.node.Nodes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Derives the state of endpoints from the health of the nodes that serve them. Thread-safe. */
public final class EndpointObserver {

    private final Nodes nodes;
    private final Duration startTimeout;
    private final Clock clock;

    /** @param startTimeout how long an endpoint may be Creating */
    public EndpointObserver(Nodes nodes, Duration startTimeout, Clock clock) {
        this.nodes = nodes;
        this.startTimeout = startTimeout;
        this.clock = clock;
    }

    /** The state of the endpoint now. */
    public State observe(Endpoint endpoint) {
        List<Node> serving = nodes.serving(endpoint.instanceType());
        int healthy = (int)
                serving.stream().filter(node -> node.condition().healthy()).count();
        boolean enough = healthy >= endpoint.counts().initial();
        if (endpoint.status().serves() || enough) {
            // What another replica counted holds until this one has asked all nodes once.
            int instances = isUnasked(serving) ? Math.max(healthy, endpoint.running()) : healthy;
            return new State(
                    EndpointStatus.IN_SERVICE,
                    Math.min(instances, endpoint.counts().upperBound()),
                    null);
        }
        if (clock.instant().isBefore(endpoint.created().plus(startTimeout))) {
            return new State(EndpointStatus.CREATING, 0, null);
        }
        return new State(EndpointStatus.FAILED, 0, reason(endpoint, serving));
    }

    private static boolean isUnasked(List<Node> serving) {
        return serving.stream().anyMatch(node -> node.condition().state() == NodeState.State.UNKNOWN);
    }

    private String reason(Endpoint endpoint, List<Node> serving) {
        String nodesWords = serving.stream()
                .filter(node -> !node.condition().healthy())
                .map(EndpointObserver::reason)
                .collect(Collectors.joining("; "));
        return "fewer than " + endpoint.counts().initial() + " GPU nodes that match " + endpoint.instanceType()
                + " answered within " + startTimeout.toSeconds() + " s"
                + (nodesWords.isEmpty() ? "" : ": " + nodesWords);
    }

    private static String reason(Node node) {
        NodeState nodeState = node.condition();
        return "node " + node.name() + ": "
                + (nodeState.reason() == null ? "has not answered yet" : nodeState.reason());
    }
}
