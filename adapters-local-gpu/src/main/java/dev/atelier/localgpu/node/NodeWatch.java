package dev.atelier.localgpu.node;

import dev.atelier.localgpu.webui.WebUiClient;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Asks a node for signs of life while it runs a job, since a node that lost its power or its network leaves the connection
 * open. A slow answer is an answer: only a node that answers none of the questions for the whole time is silent. Several are
 * open at once, so that one lost in a dead connection does not count as silence. Thread-safe.
 */
final class NodeWatch {

    private static final int QUESTIONS_AT_ONCE = 3;
    private static final int QUESTIONS_IN_SILENCE = 8;

    private final WebUiClient webUiClient;
    private final Duration silence;
    private final CompletableFuture<?> work;
    private final Consumer<NodeException> lost;
    private final Executor threads;
    private final AtomicInteger open = new AtomicInteger();
    private Long unansweredSince;
    private Long forgottenSince;

    /**
     * @param work ends the watch when it completes
     * @param lost called once if the node is silent, or has forgotten the job
     */
    NodeWatch(GpuNode gpuNode, CompletableFuture<?> work, Consumer<NodeException> lost, Executor threads) {
        this.webUiClient = gpuNode.webUi();
        this.silence = gpuNode.silence();
        this.work = work;
        this.lost = lost;
        this.threads = threads;
    }

    /** Begins to ask. */
    void begin() {
        later(Duration.ofNanos(silence.toNanos() / QUESTIONS_IN_SILENCE));
    }

    private void later(Duration pause) {
        CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS, threads)
                .execute(() -> round(pause));
    }

    private void round(Duration pause) {
        if (work.isDone()) {
            return;
        }
        if (isOver(unansweredSince())) {
            lost.accept(NodeException.silent(silence));
        } else if (isOver(forgottenSince())) {
            lost.accept(NodeException.forgotten());
        } else {
            ask();
            later(pause);
        }
    }

    private void ask() {
        if (open.get() >= QUESTIONS_AT_ONCE) {
            return;
        }
        open.incrementAndGet();
        asked();
        webUiClient.ask(silence).whenComplete((forgotten, failure) -> {
            open.decrementAndGet();
            if (failure == null) {
                answered(forgotten);
            }
        });
    }

    private synchronized void asked() {
        if (unansweredSince == null) {
            unansweredSince = System.nanoTime();
        }
    }

    private synchronized void answered(boolean forgotten) {
        unansweredSince = null;
        if (!forgotten) {
            forgottenSince = null;
        } else if (forgottenSince == null) {
            forgottenSince = System.nanoTime();
        }
    }

    private synchronized Long unansweredSince() {
        return unansweredSince;
    }

    private synchronized Long forgottenSince() {
        return forgottenSince;
    }

    private boolean isOver(Long since) {
        return since != null && System.nanoTime() - since >= silence.toNanos();
    }
}
