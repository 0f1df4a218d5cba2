package dev.atelier.localgpu.node;

import java.time.Instant;

/**
 * Health of a node.
 *
 * @param reason why it is quarantined; null otherwise
 * @param silent whether that is since it answers nothing at all
 * @param since when it entered this state
 * @param until when it is probed next, if quarantined
 * @param failures number of failures since the last successful job
 */
public record NodeState(State state, String reason, boolean silent, Instant since, Instant until, int failures) {

    /** Only {@code HEALTHY} nodes get jobs. */
    public enum State {
        UNKNOWN,
        HEALTHY,
        QUARANTINED
    }

    static NodeState unknown(Instant now) {
        return new NodeState(State.UNKNOWN, null, false, now, now, 0);
    }

    public boolean healthy() {
        return state == State.HEALTHY;
    }

    /** After a successful probe, which does not prove that it can generate: the failure count stays. */
    NodeState answered(Instant now) {
        return healthy() ? this : new NodeState(State.HEALTHY, null, false, now, now, failures);
    }

    /** After a successful job. */
    NodeState worked(Instant now) {
        return healthy() && failures == 0
                ? this
                : new NodeState(State.HEALTHY, null, false, healthy() ? since : now, now, 0);
    }

    /** After a failure. The count restarts for a node that was healthy for the longest quarantine. */
    NodeState failed(String cause, boolean answersNothing, Instant now, HealthCheckConfiguration settings) {
        boolean wasStable = healthy() && !since.plus(settings.quarantineMax()).isAfter(now);
        int count = wasStable ? 1 : failures + 1;
        Instant begin = state == State.QUARANTINED ? since : now;
        return new NodeState(
                State.QUARANTINED, cause, answersNothing, begin, now.plus(settings.quarantine(count)), count);
    }
}
