package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.CheckpointImports;
import dev.atelier.application.checkpoint.CheckpointImports.Claim;
import dev.atelier.application.checkpoint.ImportCheckpointFiles;
import dev.atelier.persistence.Heartbeats;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.util.StringUtils;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out imports, a few at a time, from the start of the service to its end. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.background", notEquals = StringUtils.FALSE)
class ImportWorkers {

    private static final Logger LOG = LoggerFactory.getLogger(ImportWorkers.class);

    /** How long after the death of a process another goes on with its imports. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);

    private final CheckpointImports imports;
    private final ImportCheckpointFiles files;
    private final HttpRemoteFiles remote;
    private final int count;
    private final Heartbeats heartbeats;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "import");
        thread.setDaemon(true);
        return thread;
    });

    ImportWorkers(CheckpointImports imports, ImportCheckpointFiles files, HttpRemoteFiles remote, ImportConfig config) {
        this.imports = imports;
        this.files = files;
        this.remote = remote;
        this.count = config.workers();
        this.heartbeats = new Heartbeats("import", LEASE.dividedBy(3));
    }

    @EventListener
    void start(ServerStartupEvent event) {
        for (int worker = 0; worker < count; worker++) {
            threads.execute(this::work);
        }
    }

    private void work() {
        while (stopped.getCount() > 0) {
            try {
                if (!workOnce()) {
                    stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                LOG.debug("An import was interrupted");
            } catch (IOException | RuntimeException e) {
                LOG.warn("An import could not go on here and is tried again", e);
                pause();
            }
        }
    }

    private boolean workOnce() throws IOException, InterruptedException {
        Optional<Claim> claim = imports.claim(LEASE);
        if (claim.isEmpty()) {
            return false;
        }
        Heartbeats.Beat beat = heartbeats.begin(() -> imports.heartbeat(claim.get(), LEASE));
        try {
            files.run(claim.get());
        } finally {
            beat.end();
            Thread.interrupted(); // a claim that was lost just when it ended does not concern the next
        }
        return true;
    }

    private void pause() {
        try {
            stopped.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            LOG.debug("A pause between imports was interrupted");
        }
    }

    @Scheduled(fixedDelay = "1h")
    void removeLeftovers() throws IOException {
        remote.removeLeftovers();
    }

    /** Interrupts what is under way; it waits again for whoever claims it next. */
    @PreDestroy
    void stop() throws InterruptedException {
        stopped.countDown();
        threads.shutdownNow();
        if (!threads.awaitTermination(LONGEST_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("An import did not stop within {}; it goes on once its lease has lapsed", LONGEST_STOP);
        }
        heartbeats.close();
    }
}
