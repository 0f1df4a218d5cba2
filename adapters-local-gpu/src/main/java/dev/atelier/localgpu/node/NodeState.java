package dev.atelier.localgpu.node;

import java.time.Instant;

/**
 * How a node is, as far as one knows.
 *
 * @param reason why it is set aside; null while it is not
 * @param since when it came into this state
 * @param until when it is asked again, if it is set aside
 * @param failures how often it failed since it last did well
 */
public record NodeState(State state, String reason, Instant since, Instant until, int failures) {

    /** Whether it is given work. */
    public enum State {
        UNKNOWN,
        HEALTHY,
        SET_ASIDE
    }

    static NodeState unknown(Instant now) {
        return new NodeState(State.UNKNOWN, null, now, now, 0);
    }

    public boolean healthy() {
        return state == State.HEALTHY;
    }

    /** It answered a question. That a node answers does not show that it can paint, so its failures are remembered. */
    NodeState answered(Instant now) {
        return healthy() ? this : new NodeState(State.HEALTHY, null, now, now, failures);
    }

    /** It made a picture. */
    NodeState worked(Instant now) {
        return healthy() && failures == 0 ? this : new NodeState(State.HEALTHY, null, healthy() ? since : now, now, 0);
    }

    /** It failed. A node that was well for as long as nodes are ever left alone begins anew. */
    NodeState failed(String cause, Instant now, HealthCheckConfiguration settings) {
        boolean wasWell = healthy() && !since.plus(settings.setAsideMax()).isAfter(now);
        int count = wasWell ? 1 : failures + 1;
        Instant begin = state == State.SET_ASIDE ? since : now;
        return new NodeState(State.SET_ASIDE, cause, begin, now.plus(settings.setAside(count)), count);
    }
}
