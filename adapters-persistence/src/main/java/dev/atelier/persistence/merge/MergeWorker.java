package dev.atelier.persistence.merge;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.merge.MergeQueue;
import dev.atelier.application.merge.MergeQueue.Claim;
import dev.atelier.application.merge.RunMerge;
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
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs merges, one at a time, while the service runs. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.workers.enabled", notEquals = StringUtils.FALSE)
class MergeWorker {

    private static final Logger LOG = LoggerFactory.getLogger(MergeWorker.class);

    /** Lease duration: how long after a process died another one restarts its merge. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final MergeQueue mergeQueue;
    private final RunMerge carryOut;
    private final LeaseRenewer leaseRenewer = new LeaseRenewer("merge-lease", HEARTBEAT, LOG::warn);
    private final BackgroundLoop worker;

    MergeWorker(MergeQueue mergeQueue, RunMerge carryOut, NotificationBus notificationBus) {
        this.mergeQueue = mergeQueue;
        this.carryOut = carryOut;
        this.worker = new BackgroundLoop("merge", POLL_INTERVAL, POLL_INTERVAL, LOG::warn, this::claimAndRunOne)
                .wokenBy(notificationBus, MergeQueue.ADDED);
    }

    @EventListener
    void start(ServerStartupEvent event) {
        worker.start();
    }

    private Duration claimAndRunOne() throws InterruptedException, IOException {
        Optional<Claim> claim = mergeQueue.claim(LEASE);
        if (claim.isEmpty()) {
            return POLL_INTERVAL;
        }
        AtomicReference<Double> progress = new AtomicReference<>(0.0);
        leaseRenewer.keepDuring(
                claim.get(),
                () -> mergeQueue.renewLease(claim.get(), progress.get(), LEASE),
                () -> carryOut.run(claim.get(), progress::set));
        return Duration.ZERO;
    }

    /** Interrupts the running merge; the next claim restarts it. */
    @PreDestroy
    void stop() {
        BackgroundLoop.interruptAll(List.of(worker));
        leaseRenewer.close();
    }
}
