package dev.atelier.application.testing;

import dev.atelier.application.inference.RemoteInvocationRepository;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Invocations in memory, over {@link InMemoryInferenceJobRepository}. */
public class InMemoryRemoteInvocationRepository implements RemoteInvocationRepository {

    private final InMemoryInferenceJobRepository jobs;
    private final Map<InferenceJobId, Entry> entries = new LinkedHashMap<>();
    private int most = Integer.MAX_VALUE;

    private record Entry(Invocation invocation, Instant pollAt) {}

    public InMemoryRemoteInvocationRepository(InMemoryInferenceJobRepository jobs) {
        this.jobs = jobs;
    }

    /** From now on at most this many may be in flight. */
    public synchronized InMemoryRemoteInvocationRepository withCapacity(int most) {
        this.most = most;
        return this;
    }

    @Override
    public synchronized boolean register(InferenceJob started, boolean isNew, Instant pollAt) {
        if (live().count() >= most) {
            throw new CapacityExceededException(most + " inferences are under way already; try again later");
        }
        boolean first = jobs.start(started, isNew);
        if (first) {
            jobs.runRemotely(started.id());
            entries.put(started.id(), new Entry(new Invocation(started.id(), Optional.empty()), pollAt));
        }
        return first;
    }

    @Override
    public synchronized void recordAccepted(InferenceJobId job, OutputLocation outputLocation, Instant pollAt) {
        entries.computeIfPresent(
                job, (id, entry) -> new Entry(new Invocation(id, Optional.of(outputLocation)), pollAt));
    }

    @Override
    public synchronized Optional<Invocation> find(InferenceJobId job) {
        return live().filter(entry -> entry.invocation().job().equals(job))
                .map(Entry::invocation)
                .findFirst();
    }

    @Override
    public synchronized List<Invocation> claimDue(Instant now, Duration pause, int most) {
        List<Invocation> due = live().filter(entry -> !now.isBefore(entry.pollAt()))
                .sorted(Comparator.comparing(Entry::pollAt))
                .limit(most)
                .map(Entry::invocation)
                .toList();
        due.forEach(invocation -> pollAgainAt(invocation.job(), now.plus(pause)));
        return due;
    }

    @Override
    public synchronized void pollAgainAt(InferenceJobId job, Instant pollAt) {
        entries.computeIfPresent(job, (id, entry) -> new Entry(entry.invocation(), pollAt));
    }

    @Override
    public synchronized Map<EndpointId, Integer> load(Set<EndpointId> endpoints) {
        return live().flatMap(entry -> jobs.find(entry.invocation().job()).stream())
                .map(job -> job.place().endpoint())
                .filter(endpoints::contains)
                .collect(Collectors.toMap(endpoint -> endpoint, endpoint -> 1, Integer::sum));
    }

    private Stream<Entry> live() {
        return entries.values().stream()
                .filter(entry -> jobs.find(entry.invocation().job())
                        .filter(job -> job.status() == InferenceJobStatus.INPROGRESS)
                        .isPresent());
    }
}
