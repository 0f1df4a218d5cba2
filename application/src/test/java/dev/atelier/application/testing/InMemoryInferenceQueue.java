package dev.atelier.application.testing;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A queue in memory, over {@link InMemoryInferenceJobRepository}; leases use the given clock. */
public class InMemoryInferenceQueue implements InferenceQueue {

    private final InMemoryInferenceJobRepository jobs;
    private final Clock clock;
    private final Map<InferenceJobId, Entry> entries = new LinkedHashMap<>();
    private long lastToken;
    private int mostWaiting = Integer.MAX_VALUE;

    private static final class Entry {

        private final InferenceJob job;
        private final Map<String, Instant> avoided = new HashMap<>();
        private Claim claim;
        private boolean onNode;
        private Instant leasedUntil = Instant.MIN;
        private int attempts;
        private String lastFailure;

        private Entry(InferenceJob job) {
            this.job = job;
        }

        private boolean suits(Claimant claimant, Instant now) {
            return claimant.endpoints().contains(job.place().endpoint())
                    && !now.isBefore(avoided.getOrDefault(claimant.node(), Instant.MIN))
                    && job.checkpoint()
                            .filter(model -> !canUse(claimant, model))
                            .isEmpty();
        }

        private static boolean canUse(Claimant claimant, ModelReference model) {
            return claimant.models().contains(model.name()) || claimant.placesFiles() && model.isStored();
        }

        private boolean generatesWith(Optional<CheckpointFileName> preferred) {
            return preferred.isPresent()
                    && job.checkpoint().map(ModelReference::name).equals(preferred.map(CheckpointFileName::value));
        }

        private boolean isHeld(Instant now) {
            return now.isBefore(leasedUntil);
        }
    }

    public InMemoryInferenceQueue(InMemoryInferenceJobRepository jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
    }

    /** From now on at most this many jobs may wait. */
    public synchronized InMemoryInferenceQueue withCapacity(int waiting) {
        mostWaiting = waiting;
        return this;
    }

    @Override
    public synchronized boolean enqueue(InferenceJob started) {
        long waiting = entries.values().stream()
                .filter(entry -> !entry.isHeld(clock.instant()))
                .count();
        if (waiting >= mostWaiting) {
            throw new CapacityExceededException(waiting + " inferences wait already; try again later");
        }
        if (!jobs.start(started)) {
            return false;
        }
        entries.put(started.id(), new Entry(started));
        return true;
    }

    @Override
    public synchronized Optional<Claim> claim(Claimant claimant, Duration lease) {
        Instant now = clock.instant();
        if (entries.values().stream()
                .anyMatch(entry ->
                        entry.isHeld(now) && entry.onNode && entry.claim.node().equals(claimant.node()))) {
            return Optional.empty();
        }
        return entries.values().stream()
                .filter(entry -> !entry.isHeld(now) && entry.suits(claimant, now))
                .min(order(claimant.preferred()))
                .map(entry -> claim(entry, claimant.node(), now.plus(lease)));
    }

    /** Entries are kept in order of arrival, which decides among equals. */
    private static Comparator<Entry> order(Optional<CheckpointFileName> preferred) {
        Comparator<Entry> asyncLast = Comparator.comparing(entry -> entry.job.inferenceType() == InferenceType.ASYNC);
        return asyncLast.thenComparing(entry -> !entry.generatesWith(preferred));
    }

    private Claim claim(Entry entry, String node, Instant until) {
        entry.attempts++;
        entry.claim = new Claim(entry.job.id(), node, entry.attempts, ++lastToken, entry.lastFailure);
        entry.onNode = true;
        entry.leasedUntil = until;
        entry.lastFailure = null;
        return entry.claim;
    }

    @Override
    public synchronized boolean renewLease(Claim claim, Duration lease) {
        Optional<Entry> held = held(claim);
        held.ifPresent(entry -> entry.leasedUntil = clock.instant().plus(lease));
        return held.isPresent();
    }

    @Override
    public synchronized boolean releaseNode(Claim claim, Duration lease) {
        held(claim).ifPresent(entry -> entry.onNode = false);
        return renewLease(claim, lease);
    }

    @Override
    public synchronized boolean complete(Claim claim, InferenceJob ended) {
        return held(claim).isPresent() && jobs.end(ended) && entries.remove(claim.job()) != null;
    }

    @Override
    public synchronized boolean requeue(Claim claim, String reason, Duration avoid) {
        Optional<Entry> held = held(claim);
        held.ifPresent(entry -> {
            entry.leasedUntil = Instant.MIN;
            entry.lastFailure = reason;
            entry.avoided.put(claim.node(), clock.instant().plus(avoid));
        });
        return held.isPresent();
    }

    @Override
    public synchronized void remove(InferenceJobId job) {
        entries.remove(job);
    }

    @Override
    public synchronized Map<EndpointId, Integer> load(Set<EndpointId> endpoints) {
        return entries.values().stream()
                .map(entry -> entry.job.place().endpoint())
                .filter(endpoints::contains)
                .collect(Collectors.toMap(endpoint -> endpoint, endpoint -> 1, Integer::sum));
    }

    private Optional<Entry> held(Claim claim) {
        return Optional.ofNullable(entries.get(claim.job()))
                .filter(entry -> entry.isHeld(clock.instant()) && entry.claim.token() == claim.token());
    }
}
