package dev.atelier.localgpu.webui;

import java.util.concurrent.TimeUnit;

/**
 * Whether nothing runs on the node. What the node told as it answered one task holds for the next if that follows at once,
 * so that it is not asked twice between two pictures. Thread-safe.
 */
final class NodeIdleCheck {

    private static final long HOLDS_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final WebUiApi questions;
    private volatile Long seen;

    NodeIdleCheck(WebUiApi questions) {
        this.questions = questions;
    }

    /** Takes note of what the node just told. */
    void record(Progress progress) {
        seen = progress.idle() ? System.nanoTime() : null;
    }

    /** Whether the node has just told so. */
    boolean wasIdleRecently() {
        Long last = seen;
        return last != null && System.nanoTime() - last < HOLDS_NANOS;
    }

    /** Asks the node. */
    boolean queryIdle() throws NodeException {
        return questions.progress().filter(Progress::idle).isPresent();
    }
}
