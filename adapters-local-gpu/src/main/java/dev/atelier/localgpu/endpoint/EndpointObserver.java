package dev.atelier.localgpu.endpoint;

import dev.atelier.application.compute.EndpointProvisioner.State;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.localgpu.node.GpuNode;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.node.NodeState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Derives the state of endpoints from the health of the nodes that serve them. Thread-safe. */
public final class EndpointObserver {

    private final GpuNodeRegistry gpuNodeRegistry;
    private final Duration startTimeout;
    private final Clock clock;

    /** @param startTimeout how long an endpoint may be Creating before it is Failed */
    public EndpointObserver(GpuNodeRegistry gpuNodeRegistry, Duration startTimeout, Clock clock) {
        this.gpuNodeRegistry = gpuNodeRegistry;
        this.startTimeout = startTimeout;
        this.clock = clock;
    }

    public State observe(Endpoint endpoint) {
        List<GpuNode> serving = gpuNodeRegistry.serving(endpoint.instanceType());
        int healthy = (int) serving.stream()
                .filter(gpuNode -> gpuNode.condition().healthy())
                .count();
        boolean enough = healthy >= endpoint.counts().initial();
        if (endpoint.status().serves() || enough) {
            // Until this replica has probed all nodes once, and while others use nodes that it cannot, their count
            // stays.
            int instances = isUnprobed(serving) ? Math.max(healthy, endpoint.running()) : healthy;
            return new State(
                    EndpointStatus.IN_SERVICE,
                    Math.min(instances, endpoint.counts().upperBound()),
                    whyNone(endpoint, serving, instances));
        }
        if (clock.instant().isBefore(endpoint.created().plus(startTimeout))) {
            return new State(EndpointStatus.CREATING, 0, null);
        }
        return new State(EndpointStatus.FAILED, 0, reason(endpoint, serving));
    }

    /** An endpoint in service that no node serves stays so, and says why. */
    private String whyNone(Endpoint endpoint, List<GpuNode> serving, int instances) {
        if (instances > 0) {
            return null;
        }
        if (isUnprobed(serving)) {
            return endpoint.error(); // that of another replica, or of before the start
        }
        return serving.isEmpty()
                ? "no GPU node matches " + endpoint.instanceType()
                : "no GPU node that matches " + endpoint.instanceType() + " works: " + reasons(serving);
    }

    private static String reasons(List<GpuNode> serving) {
        return serving.stream()
                .filter(gpuNode -> !gpuNode.condition().healthy())
                .map(GpuNode::whyNotHealthy)
                .collect(Collectors.joining("; "));
    }

    private boolean isUnprobed(List<GpuNode> serving) {
        return !gpuNodeRegistry.isComplete()
                || serving.stream().anyMatch(gpuNode -> gpuNode.condition().state() == NodeState.State.UNKNOWN);
    }

    private String reason(Endpoint endpoint, List<GpuNode> serving) {
        String nodeReasons = reasons(serving);
        return "fewer than " + endpoint.counts().initial() + " GPU nodes that match " + endpoint.instanceType()
                + " responded within " + startTimeout.toSeconds() + " s"
                + (nodeReasons.isEmpty() ? "" : ": " + nodeReasons);
    }
}
