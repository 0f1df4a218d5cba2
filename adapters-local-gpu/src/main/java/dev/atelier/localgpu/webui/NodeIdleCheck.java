package dev.atelier.localgpu.webui;

import dev.atelier.localgpu.webui.wire.NodeException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the node is idle. A status queried after one task is reused for the next one if that follows soon, to save a
 * request for each job. Thread-safe.
 */
final class NodeIdleCheck {

    /**
     * How long a node that was idle counts as idle. If another client's job begins in this time and ours right after it,
     * theirs is taken for ours, and interrupted if ours is cancelled while theirs runs. That concerns only nodes without
     * pages, which know no task ids, and only jobs of their API: those of their pages are known by their names.
     */
    static final Duration OTHERS_PAUSE = Duration.ofMillis(100);

    private final WebUiApi api;
    private final LongSupplier nanoTime;
    private volatile Long seen;

    NodeIdleCheck(WebUiApi api) {
        this(api, System::nanoTime);
    }

    NodeIdleCheck(WebUiApi api, LongSupplier nanoTime) {
        this.api = api;
        this.nanoTime = nanoTime;
    }

    /** Records a status that was just queried. */
    void record(Progress progress) {
        seen = progress.idle() ? nanoTime.getAsLong() : null;
    }

    /** Whether the node was idle a moment ago. */
    boolean wasIdleRecently() {
        Long last = seen;
        return last != null && nanoTime.getAsLong() - last < OTHERS_PAUSE.toNanos();
    }

    boolean queryIdle() throws NodeException {
        return api.progress().filter(Progress::idle).isPresent();
    }
}
