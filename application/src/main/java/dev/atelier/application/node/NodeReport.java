package dev.atelier.application.node;

import dev.atelier.application.compute.ComputeNodes;
import dev.atelier.application.compute.ComputeNodes.Health;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.inference.InferenceJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A node at this moment.
 *
 * @param node as this process knows it
 * @param drain set while it is drained
 * @param busy whether it runs a job, of whichever replica
 * @param endpoints those that it serves and that are open to the caller
 * @param running the job that it runs, if that is the caller's or the caller is an administrator
 * @param progress of that job, as far as it was asked for and is known
 */
public record NodeReport(
        ComputeNodes.Node node,
        Optional<NodeDrains.Drain> drain,
        boolean busy,
        List<EndpointName> endpoints,
        Optional<InferenceJob> running,
        Optional<JobProgress.Running> progress) {

    /** What a node does. Where it is drained, that comes first; then what ails it. */
    public enum State {
        IDLE,
        BUSY,
        UNKNOWN,
        UNHEALTHY,
        SILENT,
        DRAINING,
        DRAINED
    }

    /** What it does. */
    public State state() {
        if (drain.isPresent()) {
            return busy ? State.DRAINING : State.DRAINED;
        }
        return switch (node.health()) {
            case UNKNOWN -> State.UNKNOWN;
            case UNHEALTHY -> State.UNHEALTHY;
            case SILENT -> State.SILENT;
            case HEALTHY -> busy ? State.BUSY : State.IDLE;
        };
    }

    /** Since when; empty where only another replica knows. Of a drained node, since when it takes nothing new. */
    public Optional<Instant> since() {
        if (drain.isPresent()) {
            return drain.map(NodeDrains.Drain::since);
        }
        if (node.health() != Health.HEALTHY) {
            return Optional.of(node.since());
        }
        Optional<Instant> changed = node.work().since();
        if (busy != node.work().running()) {
            return Optional.empty();
        }
        return busy ? changed : changed.filter(node.since()::isBefore).or(() -> Optional.of(node.since()));
    }

    /** Who drained it. */
    public Optional<UserName> drainedBy() {
        return drain.map(NodeDrains.Drain::by);
    }
}
