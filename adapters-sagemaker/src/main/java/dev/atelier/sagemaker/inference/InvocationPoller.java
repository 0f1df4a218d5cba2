package dev.atelier.sagemaker.inference;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.application.inference.RemoteInvocationRepository.Invocation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Polls jobs in flight whose completion was not reported, see {@link InvocationCheck}. Thread-safe; replicas share the work. */
public final class InvocationPoller {

    private static final Logger LOG = LoggerFactory.getLogger(InvocationPoller.class);
    private static final int AT_ONCE = 8;

    /** Time budget of one poll, so that other pollers are not delayed. */
    private static final Duration POLL_BUDGET = Duration.ofSeconds(20);

    /**
     * Lease of a claim. If reading a large response takes longer, another replica may read it too, which is harmless.
     */
    private static final Duration POLL_INTERVAL = SageMakerInferenceRunner.MAX_SUBMISSION;

    private final InferenceJobRepository jobs;
    private final RemoteInvocationRepository invocations;
    private final InvocationCheck invocationCheck;
    private final Clock clock;
    private final Executor threads;

    /** @param threads runs checks of several jobs concurrently */
    public InvocationPoller(
            InferenceJobRepository jobs,
            RemoteInvocationRepository invocations,
            InvocationCheck invocationCheck,
            Clock clock,
            Executor threads) {
        this.jobs = jobs;
        this.invocations = invocations;
        this.invocationCheck = invocationCheck;
        this.clock = clock;
        this.threads = threads;
    }

    /** Polls jobs that are due, within a time budget. Returns before Real-time calls that it begins have ended. */
    public void poll() {
        Instant end = clock.instant().plus(POLL_BUDGET);
        List<Invocation> due;
        do {
            due = invocations.claimDue(clock.instant(), POLL_INTERVAL, AT_ONCE);
            CompletableFuture.allOf(due.stream()
                            .map(invocation -> CompletableFuture.runAsync(() -> poll(invocation), threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } while (due.size() == AT_ONCE && clock.instant().isBefore(end));
    }

    private void poll(Invocation invocation) {
        try {
            jobs.find(invocation.job()).ifPresent(job -> invocationCheck.check(job, invocation.promise()));
        } catch (RuntimeException e) {
            LOG.warn("Could not poll inference {}; it is polled again", invocation.job(), e);
        }
    }
}
