package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.CheckpointImports;
import dev.atelier.application.checkpoint.CheckpointImports.Claim;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps claims from lapsing while they are worked at. */
final class Heartbeats {

    /** How long after the death of a process another goes on with its imports. */
    static final Duration LEASE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeats.class);

    private final CheckpointImports imports;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "import-heartbeat");
        thread.setDaemon(true);
        return thread;
    });

    Heartbeats(CheckpointImports imports) {
        this.imports = imports;
    }

    /** The heartbeat of one claim. */
    interface Beat {
        void end();
    }

    /** Begins the heartbeat; when the claim is lost, the calling thread is interrupted. */
    Beat begin(Claim claim) {
        Thread worker = Thread.currentThread();
        long period = LEASE.toMillis() / 3;
        ScheduledFuture<?> beat = timer.scheduleWithFixedDelay(
                () -> {
                    if (!holds(claim)) {
                        worker.interrupt();
                    }
                },
                period,
                period,
                TimeUnit.MILLISECONDS);
        return () -> beat.cancel(false);
    }

    private boolean holds(Claim claim) {
        try {
            return imports.heartbeat(claim, LEASE);
        } catch (RuntimeException e) {
            LOG.warn("The heartbeat of an import failed and is repeated: {}", e.toString());
            return true;
        }
    }

    void close() {
        timer.shutdownNow();
    }
}
