package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.application.node.NodeDrains;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the queue's contract tests need of an adapter, and their helpers. */
abstract class QueueHarness {

    /** Lease of every claim, except in tests about leases. */
    static final Duration LEASE = Duration.ofMinutes(1);

    /** The jobs of the queue's database: none at the start of each test. */
    protected abstract InferenceJobRepository jobs();

    /** The queue: empty at the start of each test, without a limit that tests reach. */
    protected abstract InferenceQueue queue();

    /** What operators see of the queue. */
    protected abstract QueuedJobs queued();

    /** The drained nodes of the queue's database: none at the start of each test. */
    protected abstract NodeDrains drains();

    /** The same queue in an installation with this limit of waiting jobs. */
    protected abstract InferenceQueue queueWithCapacity(int waiting);

    /** Advances the queue's time: by waiting, or by moving its stored times for leases and for nodes to avoid back. */
    protected abstract void letTimePass(Duration time);

    /** Adds the job and queues it. */
    protected final InferenceJobId enqueue(TestJobs job) {
        jobs().add(job.created());
        if (!queue().enqueue(job.started())) {
            throw new AssertionError("the queue refused a created job");
        }
        return job.created().id();
    }

    /** A node that serves the usual endpoint and accepts any stored file. */
    static Claimant node(String name) {
        return new Claimant(name, Set.of(TestJobs.ENDPOINT), Set.of(), true, Optional.empty());
    }

    final Optional<Claim> claim(String node) {
        return queue().claim(node(node), LEASE);
    }

    /** The job that this claimant claims; null for none. */
    final InferenceJobId claimed(Claimant claimant) {
        return queue().claim(claimant, LEASE).map(Claim::job).orElse(null);
    }

    /** All jobs that the claimant claims, in order; each is completed before the next claim. */
    final List<InferenceJobId> drain(Claimant claimant) {
        List<InferenceJobId> order = new ArrayList<>();
        Optional<Claim> claim = queue().claim(claimant, LEASE);
        while (claim.isPresent()) {
            order.add(claim.get().job());
            if (!queue().complete(claim.get(), succeeded(claim.get().job()))) {
                throw new AssertionError("a claim that holds could not be settled");
            }
            claim = queue().claim(claimant, LEASE);
        }
        return order;
    }

    /** The stored job as it is after it has succeeded. */
    final InferenceJob succeeded(InferenceJobId id) {
        InferenceJob job = jobs().find(id).orElseThrow();
        return job.succeed(List.of("image_0.png"), job.started().plusSeconds(1));
    }
}
