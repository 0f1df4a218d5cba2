package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.queue.LeaseRenewer;
import dev.atelier.application.queue.WakeUpSignal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of one worker's claims while it waits, until the service stops. The worker's thread waits by it;
 * otherwise it is thread-safe.
 */
final class JobLeases implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobLeases.class);

    /** For how many leases a claim is held while the node is probed, which takes longer than a heartbeat. */
    private static final int PROBE_LEASES = 3;

    private final InferenceQueue queue;
    private final NotificationBus notificationBus;
    private final JobExecutionConfiguration settings;
    private final ShutdownSignal stop = new ShutdownSignal();
    /** Wakes up the worker while it has a job; another one than that for new jobs, so that none of either is lost. */
    private final WakeUpSignal wakeUpSignal = new WakeUpSignal();

    private final LeaseRenewer leaseRenewer;

    JobLeases(String node, InferenceQueue queue, NotificationBus notificationBus, JobExecutionConfiguration settings) {
        this.queue = queue;
        this.notificationBus = notificationBus;
        this.settings = settings;
        this.leaseRenewer = new LeaseRenewer("gpu-" + node + "-lease", settings.heartbeat(), LOG::warn);
    }

    /** Why a wait ended: the future completed, the lease is lost, or the grace period of the shutdown is over. */
    enum End {
        COMPLETED,
        LEASE_LOST,
        SHUTDOWN
    }

    /** Blocks until the work completes, renewing the lease also as soon as a notification says that the job has ended. */
    End awaitRenewing(Claim claim, CompletableFuture<?> work) {
        work.whenComplete((result, failure) -> wakeUpSignal.wakeUp());
        LeaseRenewer.Lease lease = keep(claim).renewedBy(notificationBus, NotificationBus.jobEndedTopic(claim.job()));
        try {
            while (!work.isDone() && !lease.isLost() && !stop.remaining().isZero()) {
                wakeUpSignal.await(stop.remaining());
            }
            if (work.isDone()) {
                return End.COMPLETED;
            }
            return lease.isLost() ? End.LEASE_LOST : End.SHUTDOWN;
        } finally {
            lease.close();
        }
    }

    /** Blocks until abandoned work completes, but no longer than an attempt may take; interrupts it each second. */
    void awaitAbandoned(CompletableFuture<?> work, Runnable interrupt) {
        long begin = System.nanoTime();
        while (!work.isDone()
                && !stop.remaining().isZero()
                && System.nanoTime() - begin < settings.timeout().toNanos()) {
            interrupt.run();
            wakeUpSignal.await(Duration.ofSeconds(1));
        }
    }

    /** Renews the lease until closed. */
    LeaseRenewer.Lease keep(Claim claim) {
        return leaseRenewer.keep(claim, () -> queue.renewLease(claim, settings.lease()), wakeUpSignal::wakeUp);
    }

    /** Renews the lease for as long as a probe of the node may take. */
    void renewForProbe(Claim claim) {
        queue.renewLease(claim, settings.lease().multipliedBy(PROBE_LEASES));
    }

    /** Releases the node for its next job while the result is stored; false when the claim is lost. */
    boolean releaseNode(Claim claim) {
        return queue.releaseNode(claim, settings.lease());
    }

    /** Begins the grace period, after which no wait continues. */
    void requestStop(Duration grace) {
        stop.request(grace);
        wakeUpSignal.wakeUp();
    }

    @Override
    public void close() {
        leaseRenewer.close();
    }
}
