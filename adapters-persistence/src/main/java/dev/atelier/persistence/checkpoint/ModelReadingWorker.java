package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.ModelReadingQueue;
import dev.atelier.application.checkpoint.ModelReadingQueue.Claim;
import dev.atelier.application.checkpoint.ReadModelFiles;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the files of models, one at a time, while the service runs. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
class ModelReadingWorker {

    private static final Logger LOG = LoggerFactory.getLogger(ModelReadingWorker.class);

    /** Lease duration: how long after a process died another one continues. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

    private final ModelReadingQueue queue;
    private final ReadModelFiles files;
    private final LeaseRenewer leaseRenewer = new LeaseRenewer("model-reading-lease", LEASE.dividedBy(3), LOG::warn);
    private final BackgroundLoop worker =
            new BackgroundLoop("model-reading", POLL_INTERVAL, POLL_INTERVAL, LOG::warn, this::claimAndRunOne);

    ModelReadingWorker(ModelReadingQueue queue, ReadModelFiles files) {
        this.queue = queue;
        this.files = files;
    }

    @EventListener
    void start(ServerStartupEvent event) {
        worker.start();
    }

    private Duration claimAndRunOne() throws IOException, InterruptedException {
        Optional<Claim> claim = queue.claim(LEASE);
        if (claim.isEmpty()) {
            return POLL_INTERVAL;
        }
        leaseRenewer.keepDuring(claim.get(), () -> queue.renewLease(claim.get(), LEASE), () -> files.run(claim.get()));
        return Duration.ZERO;
    }

    /** Interrupts the reading; its next claim continues it. */
    @PreDestroy
    void stop() {
        BackgroundLoop.interruptAll(List.of(worker));
        leaseRenewer.close();
    }
}
