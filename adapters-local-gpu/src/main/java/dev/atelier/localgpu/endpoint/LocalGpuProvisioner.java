package dev.atelier.localgpu.endpoint;

import dev.atelier.application.endpoint.EndpointProvisioner;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InstanceCounts;
import dev.atelier.localgpu.node.Condition;
import dev.atelier.localgpu.node.Node;
import dev.atelier.localgpu.node.Nodes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Endpoints on our own nodes. An endpoint is served by every node that stands for its instance type, and a node may serve
 * several endpoints, so nothing has to be started: an endpoint comes into service when as many of its nodes are healthy as
 * instances were asked for. From then on it stays in service, and the number of its instances follows the nodes'
 * health; its jobs wait while there are none.
 */
public final class LocalGpuProvisioner implements EndpointProvisioner {

    private final Nodes nodes;
    private final Runnable look;
    private final Duration startTimeout;
    private final Clock clock;

    /**
     * @param look has nodes and endpoints looked at soon
     * @param startTimeout how long an endpoint may be Creating
     */
    public LocalGpuProvisioner(Nodes nodes, Runnable look, Duration startTimeout, Clock clock) {
        this.nodes = nodes;
        this.look = look;
        this.startTimeout = startTimeout;
        this.clock = clock;
    }

    @Override
    public void create(Endpoint endpoint) {
        int matching = nodes.serving(endpoint.instanceType()).size();
        int asked = most(endpoint.counts());
        if (asked > matching) {
            throw new InvalidRequest("ResourceLimitExceeded: " + asked + (asked == 1 ? " instance" : " instances")
                    + " of "
                    + endpoint.instanceType() + (asked == 1 ? " was" : " were") + " asked for, but " + count(matching)
                    + " it");
        }
        look.run();
    }

    /** Nodes go on as they are; the endpoint's jobs are withdrawn by whoever deletes it. */
    @Override
    public void delete(Endpoint endpoint) {}

    @Override
    public State describe(Endpoint endpoint) {
        List<Node> serving = nodes.serving(endpoint.instanceType());
        int healthy = (int)
                serving.stream().filter(node -> node.condition().healthy()).count();
        boolean enough = healthy >= endpoint.counts().initial();
        if (endpoint.status().serves() || enough) {
            // What another replica counted holds until this one has asked all nodes once.
            int instances = isUnasked(serving) ? Math.max(healthy, endpoint.running()) : healthy;
            return new State(EndpointStatus.IN_SERVICE, Math.min(instances, most(endpoint.counts())), null);
        }
        if (clock.instant().isBefore(endpoint.created().plus(startTimeout))) {
            return new State(EndpointStatus.CREATING, 0, null);
        }
        return new State(EndpointStatus.FAILED, 0, reason(endpoint, serving));
    }

    private static boolean isUnasked(List<Node> serving) {
        return serving.stream().anyMatch(node -> node.condition().state() == Condition.State.UNKNOWN);
    }

    private static int most(InstanceCounts counts) {
        return counts.autoscaling() ? counts.max() : counts.initial();
    }

    private static String count(int matching) {
        return switch (matching) {
            case 0 -> "no GPU node matches";
            case 1 -> "1 GPU node matches";
            default -> matching + " GPU nodes match";
        };
    }

    private String reason(Endpoint endpoint, List<Node> serving) {
        String nodesWords = serving.stream()
                .filter(node -> !node.condition().healthy())
                .map(LocalGpuProvisioner::reason)
                .collect(Collectors.joining("; "));
        return "fewer than " + endpoint.counts().initial() + " GPU nodes that match " + endpoint.instanceType()
                + " answered within " + startTimeout.toSeconds() + " s"
                + (nodesWords.isEmpty() ? "" : ": " + nodesWords);
    }

    private static String reason(Node node) {
        Condition condition = node.condition();
        return "node " + node.name() + ": "
                + (condition.reason() == null ? "has not answered yet" : condition.reason());
    }
}
