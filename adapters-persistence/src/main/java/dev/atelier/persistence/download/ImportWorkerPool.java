package dev.atelier.persistence.download;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.CheckpointImportQueue.Claim;
import dev.atelier.application.checkpoint.ImportTransfer;
import dev.atelier.application.checkpoint.RunCheckpointImport;
import dev.atelier.application.queue.BackgroundLoop;
import dev.atelier.application.queue.LeaseRenewer;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.util.StringUtils;
import io.micronaut.runtime.event.annotation.EventListener;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs imports, a few at a time, and removes what abandoned ones left, while the service runs. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
class ImportWorkerPool {

    private static final Logger LOG = LoggerFactory.getLogger(ImportWorkerPool.class);

    /** Lease duration: how long after a process died another one continues its imports. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    /** How long a worker goes on with an import that was paused or cancelled at another replica. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private static final Duration CLEANUP = Duration.ofSeconds(30);

    private final CheckpointImportQueue imports;
    private final RunCheckpointImport files;
    private final LeaseRenewer leaseRenewer = new LeaseRenewer("import-lease", HEARTBEAT, LOG::warn);
    private final List<BackgroundLoop> loops;

    ImportWorkerPool(
            CheckpointImportQueue imports,
            RunCheckpointImport files,
            HttpFileDownloader remote,
            ImportConfiguration config) {
        this.imports = imports;
        this.files = files;
        BackgroundLoop cleanup = new BackgroundLoop("import-cleanup", CLEANUP, CLEANUP, LOG::error, () -> {
            remote.removeLeftovers(imports::inProgress);
            return CLEANUP;
        });
        this.loops = Stream.concat(
                        Stream.of(cleanup), Stream.generate(this::worker).limit(config.workers()))
                .toList();
    }

    private BackgroundLoop worker() {
        return new BackgroundLoop("import", POLL_INTERVAL, POLL_INTERVAL, LOG::warn, this::claimAndRunOne);
    }

    @EventListener
    void start(ServerStartupEvent event) {
        loops.forEach(BackgroundLoop::start);
    }

    private Duration claimAndRunOne() throws IOException, InterruptedException {
        Optional<Claim> claim = imports.claim(LEASE);
        if (claim.isEmpty()) {
            return POLL_INTERVAL;
        }
        ImportTransfer transfer = new ImportTransfer();
        LeaseRenewer.Lease lease = leaseRenewer.keep(
                claim.get(), () -> imports.renewLease(claim.get(), LEASE, transfer.progress()), transfer::stop);
        try {
            files.run(claim.get(), transfer);
        } finally {
            lease.close();
        }
        return Duration.ZERO;
    }

    /** Interrupts the running imports; they wait for their next claim. */
    @PreDestroy
    void stop() {
        BackgroundLoop.interruptAll(loops);
        leaseRenewer.close();
    }
}
