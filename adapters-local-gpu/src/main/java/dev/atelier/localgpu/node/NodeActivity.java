package dev.atelier.localgpu.node;

import dev.atelier.application.activity.Activities;
import dev.atelier.application.activity.Activity;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.inference.InferenceJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Reports what one node does, until it is removed. Thread-safe. */
final class NodeActivity {

    private final String node;
    private final Activities activities;
    private final Tracer tracer;
    private final Clock clock;
    private boolean removed;

    NodeActivity(String node, Activities activities, Tracer tracer, Clock clock) {
        this.node = node;
        this.activities = activities;
        this.tracer = tracer;
        this.clock = clock;
    }

    void entered(NodeState.State state) {
        report(new Activity.NodeChanged(node, state.name().toLowerCase(Locale.ROOT)));
    }

    /** The worker begins an attempt. */
    void claimed(Claim claim) {
        Optional<Duration> waited = claim.attempt() == 1
                ? Optional.ofNullable(claim.inference().started()).map(this::since)
                : Optional.empty();
        report(new Activity.JobClaimed(claim.inference(), node, waited));
    }

    /** Has the present thread work for the job's trace until the scope is closed. */
    Tracer.Scope worksFor(InferenceJob job) {
        return tracer.activate(Optional.ofNullable(job.trace()));
    }

    /** The node begins to generate for the job, or a part of it. */
    Tracer.GenerationSpan beginGeneration(InferenceJob job) {
        return tracer.generation(job, node);
    }

    /** @param beginNanos when the attempt began, by {@link System#nanoTime} */
    void generated(Claim claim, long beginNanos, boolean switched) {
        report(new Activity.JobGenerated(claim.inference(), node, sinceNanos(beginNanos), switched));
    }

    /** @param beginNanos when the claim began, by {@link System#nanoTime} */
    void occupied(long beginNanos) {
        report(new Activity.NodeOccupied(node, sinceNanos(beginNanos)));
    }

    void fellSilent() {
        report(new Activity.NodeSilent(node));
    }

    /** Nothing is reported after this: a probe may still run. */
    synchronized void removed() {
        report(new Activity.NodeRemoved(node));
        removed = true;
    }

    private synchronized void report(Activity activity) {
        if (!removed) {
            activities.report(activity);
        }
    }

    /** Jobs are started by another replica's clock, perhaps. */
    private Duration since(Instant started) {
        Duration waited = Duration.between(started, clock.instant());
        return waited.isNegative() ? Duration.ZERO : waited;
    }

    private static Duration sinceNanos(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
