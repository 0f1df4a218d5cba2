package dev.atelier.persistence.merge;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.merge.MergeQueue;
import dev.atelier.application.merge.MergeQueue.Claim;
import dev.atelier.application.merge.RunMerge;
import dev.atelier.persistence.BackgroundLoop;
import dev.atelier.persistence.LeaseRenewer;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs merges, one at a time, while the service runs. */
@Singleton
@Requires(beans = EmbeddedServer.class)
@Requires(property = "atelier.background", notEquals = StringUtils.FALSE)
class MergeWorker {

    private static final Logger LOG = LoggerFactory.getLogger(MergeWorker.class);

    /** Lease duration: how long after a process died another one restarts its merge. */
    private static final Duration LEASE = Duration.ofSeconds(15);

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final MergeQueue mergeQueue;
    private final RunMerge carryOut;
    private final NotificationBus notificationBus;
    private final LeaseRenewer leaseRenewer = new LeaseRenewer("merge", HEARTBEAT);
    private final BackgroundLoop thread = new BackgroundLoop("merge", this::work);

    MergeWorker(MergeQueue mergeQueue, RunMerge carryOut, NotificationBus notificationBus) {
        this.mergeQueue = mergeQueue;
        this.carryOut = carryOut;
        this.notificationBus = notificationBus;
    }

    @EventListener
    void start(ServerStartupEvent event) {
        thread.start();
    }

    private void work() throws Exception {
        CompletableFuture<Void> wakeUp = notificationBus.nextNotification(MergeQueue.ADDED);
        try {
            if (!workOnce()) {
                await(wakeUp);
            }
        } finally {
            wakeUp.cancel(false);
        }
    }

    private static void await(CompletableFuture<Void> wakeUp) throws InterruptedException, ExecutionException {
        try {
            wakeUp.get(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.trace("No wake-up for a merge; polling");
        }
    }

    private boolean workOnce() throws InterruptedException, IOException {
        Optional<Claim> claim = mergeQueue.claim(LEASE);
        if (claim.isEmpty()) {
            return false;
        }
        AtomicReference<Double> progress = new AtomicReference<>(0.0);
        LeaseRenewer.Beat beat = leaseRenewer.begin(() -> mergeQueue.renewLease(claim.get(), progress.get(), LEASE));
        try {
            carryOut.run(claim.get(), progress::set);
        } finally {
            beat.end();
            Thread.interrupted(); // A claim that was lost just when it ended must not affect the next one.
        }
        return true;
    }

    /** Interrupts the running merge; the next claim restarts it. */
    @PreDestroy
    void stop() {
        BackgroundLoop.stopAll(List.of(thread));
        leaseRenewer.close();
    }
}
