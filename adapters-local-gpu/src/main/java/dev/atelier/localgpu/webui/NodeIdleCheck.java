package dev.atelier.localgpu.webui;

import java.util.concurrent.TimeUnit;

/**
 * Whether the node is idle. A status queried after one task is reused for the next one if that follows at once, to save a
 * request between two jobs. Thread-safe.
 */
final class NodeIdleCheck {

    private static final long VALID_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final WebUiApi api;
    private volatile Long seen;

    NodeIdleCheck(WebUiApi api) {
        this.api = api;
    }

    /** Records a status that was just queried. */
    void record(Progress progress) {
        seen = progress.idle() ? System.nanoTime() : null;
    }

    /** Whether the node was idle a moment ago. */
    boolean wasIdleRecently() {
        Long last = seen;
        return last != null && System.nanoTime() - last < VALID_NANOS;
    }

    boolean queryIdle() throws NodeException {
        return api.progress().filter(Progress::idle).isPresent();
    }
}
