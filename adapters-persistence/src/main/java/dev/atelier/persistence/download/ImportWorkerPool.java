package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.CheckpointImportQueue.Claim;
import dev.atelier.application.checkpoint.RunCheckpointImport;
import dev.atelier.persistence.BackgroundLoop;
import dev.atelier.persistence.LeaseRenewer;
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
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Runs imports, a few at a time, while the service runs. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.background", notEquals = StringUtils.FALSE)
class ImportWorkerPool {

    /** Lease duration: how long after a process died another one continues its imports. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final CheckpointImportQueue imports;
    private final RunCheckpointImport files;
    private final HttpFileDownloader remote;
    private final LeaseRenewer leaseRenewer;
    private final List<BackgroundLoop> threads;

    ImportWorkerPool(
            CheckpointImportQueue imports,
            RunCheckpointImport files,
            HttpFileDownloader remote,
            ImportConfiguration config) {
        this.imports = imports;
        this.files = files;
        this.remote = remote;
        this.threads = Stream.generate(() -> new BackgroundLoop("import", this::workOnce))
                .limit(config.workers())
                .toList();
        this.leaseRenewer = new LeaseRenewer("import", LEASE.dividedBy(3));
    }

    @EventListener
    void start(ServerStartupEvent event) {
        threads.forEach(BackgroundLoop::start);
    }

    private void workOnce() throws IOException, InterruptedException {
        Optional<Claim> claim = imports.claim(LEASE);
        if (claim.isEmpty()) {
            Thread.sleep(POLL_INTERVAL.toMillis());
            return;
        }
        LeaseRenewer.Beat beat = leaseRenewer.begin(() -> imports.renewLease(claim.get(), LEASE));
        try {
            files.run(claim.get());
        } finally {
            beat.end();
            Thread.interrupted(); // A claim that was lost just when it ended must not affect the next one.
        }
    }

    @Scheduled(fixedDelay = "1h")
    void removeLeftovers() throws IOException {
        remote.removeLeftovers();
    }

    /** Interrupts the running imports; they wait for their next claim. */
    @PreDestroy
    void stop() {
        BackgroundLoop.stopAll(threads);
        leaseRenewer.close();
    }
}
