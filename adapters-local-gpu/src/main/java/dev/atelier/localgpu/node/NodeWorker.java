package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.queue.BackgroundLoop;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims and runs the jobs of one node, one at a time, on its own thread. */
final class NodeWorker {

    private static final Logger LOG = LoggerFactory.getLogger(NodeWorker.class);

    private final GpuNode gpuNode;
    private final NodeJobClaimer claimer;
    private final JobExecution execution;
    private final JobRetries retries;
    private final JobExecutionConfiguration settings;
    private final BackgroundLoop loop;
    private volatile boolean ended;

    /** @param execution is closed at the end of the loop */
    NodeWorker(
            GpuNode gpuNode,
            NodeJobClaimer claimer,
            JobExecution execution,
            JobRetries retries,
            NotificationBus notificationBus,
            JobExecutionConfiguration settings) {
        this.gpuNode = gpuNode;
        this.claimer = claimer;
        this.execution = execution;
        this.retries = retries;
        this.settings = settings;
        this.loop = new BackgroundLoop(
                        "gpu-" + gpuNode.name(),
                        settings.pollInterval(),
                        settings.pollInterval(),
                        LOG::error,
                        this::claimAndRunOne)
                .wokenBy(notificationBus, NotificationBus.JOB_QUEUED)
                .atEnd(this::end);
        gpuNode.onChange(loop.signal()::wakeUp);
        gpuNode.onGivenBack(loop.signal()::wakeUp);
    }

    BackgroundLoop loop() {
        return loop;
    }

    private void end() {
        try {
            execution.close();
        } finally {
            ended = true;
        }
    }

    /** Claims no more jobs; the running one goes on. */
    void stopAfterJob() {
        loop.requestStop();
    }

    /** Whether the last job is done and its result stored, after a stop. */
    boolean hasEnded() {
        return ended;
    }

    /** Claims no more jobs, and requeues the running one when the grace period is over. */
    void stop(Duration grace) {
        execution.requestStop(grace);
        loop.requestStop();
    }

    /**
     * Claims again at once while other jobs wait. After the last one it does so at the time of the next poll, should no
     * notification come before: a claim that finds nothing costs as much as one that does.
     */
    private Duration claimAndRunOne() {
        long begin = System.nanoTime();
        Optional<Claim> claim = claimer.claim();
        if (claim.isEmpty()) {
            return settings.pollInterval();
        }
        gpuNode.history().running(true);
        long occupied = System.nanoTime();
        Tracer.Scope scope = gpuNode.activity().worksFor(claim.get().inference());
        try {
            run(claim.get());
        } catch (RuntimeException | Error e) {
            retries.requeueAfterWorkerError(claim.get());
            throw e;
        } finally {
            gpuNode.history().running(false);
            gpuNode.activity().occupied(occupied);
            scope.close();
        }
        Duration untilPoll = settings.pollInterval().minusNanos(System.nanoTime() - begin);
        return claim.get().last() && !untilPoll.isNegative() ? untilPoll : Duration.ZERO;
    }

    private void run(Claim claim) {
        if (claim.inference().status() != InferenceJobStatus.INPROGRESS) {
            claimer.remove(claim);
        } else if (claim.attempt() > settings.attempts()) {
            retries.failExhausted(claim);
        } else {
            gpuNode.activity().claimed(claim);
            execution.run(claim);
        }
    }
}
