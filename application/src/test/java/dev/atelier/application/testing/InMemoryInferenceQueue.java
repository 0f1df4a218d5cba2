package dev.atelier.application.testing;

import dev.atelier.application.inference.FairShare;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A queue in memory, over {@link InMemoryInferenceJobRepository}; leases use the given clock. */
public class InMemoryInferenceQueue implements InferenceQueue, QueuedJobs {

    private final InMemoryInferenceJobRepository jobs;
    private final Clock clock;
    private final InMemoryNodeDrains drains;
    private final Map<InferenceJobId, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Claim> loans = new HashMap<>();
    private long lastToken;
    private long lastPlace;
    private final Map<Flow, Long> reached = new HashMap<>();
    private final Map<Map.Entry<UserName, Flow>, Long> given = new HashMap<>();
    private FairShare fairShare = FairShare.EQUAL;
    private int mostWaiting = Integer.MAX_VALUE;

    private record Flow(EndpointId endpoint, InferenceType urgency) {

        static Flow of(InferenceJob job) {
            return new Flow(job.place().endpoint(), job.inferenceType());
        }
    }

    private static final class Entry {

        private InferenceJob job;
        private final long place;
        private long turn;
        private final Map<String, Instant> avoided = new HashMap<>();
        private Claim claim;
        private boolean onNode;
        private Instant leasedUntil = Instant.MIN;
        private Instant onNodeSince = Instant.MIN;
        private Duration worked = Duration.ZERO;
        private int attempts;
        private int excused;
        private boolean failed;
        private final Set<String> excluded = new HashSet<>();
        private Instant unservableSince;
        private String lastFailure;

        private Entry(InferenceJob job, long place, long turn) {
            this.job = job;
            this.place = place;
            this.turn = turn;
        }

        private boolean suits(Claimant claimant, Instant now) {
            return claimant.endpoints().contains(job.place().endpoint())
                    && !excluded.contains(claimant.node())
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

        private boolean needsAs(Entry other) {
            return job.place().endpoint().equals(other.job.place().endpoint())
                    && job.checkpoint().equals(other.job.checkpoint())
                    && excluded.equals(other.excluded);
        }

        private boolean has(Need need) {
            return job.place().endpoint().equals(need.endpoint())
                    && job.checkpoint().map(ModelReference::name).equals(need.model())
                    && job.checkpoint().filter(ModelReference::isStored).isPresent() == need.stored()
                    && excluded.equals(need.excluded());
        }

        private Duration nodeTime(Instant now) {
            return onNode && isHeld(now) ? worked.plus(Duration.between(onNodeSince, now)) : worked;
        }

        private void leaveNode(Instant now) {
            worked = nodeTime(now);
            onNode = false;
        }

        private boolean isHeld(Instant now) {
            return now.isBefore(leasedUntil);
        }
    }

    public InMemoryInferenceQueue(InMemoryInferenceJobRepository jobs, Clock clock) {
        this.jobs = jobs;
        this.clock = clock;
        this.drains = new InMemoryNodeDrains(clock);
        jobs.countNodeTimesBy(this::nodeTime);
    }

    private synchronized Duration nodeTime(InferenceJobId job) {
        Entry entry = entries.get(job);
        return entry == null ? Duration.ZERO : entry.nodeTime(clock.instant());
    }

    /** The nodes that this queue gives nothing. */
    public InMemoryNodeDrains drains() {
        return drains;
    }

    /** From now on users share the queue like this, all with weight 1. */
    public synchronized InMemoryInferenceQueue sharedBy(FairShare rule) {
        fairShare = rule;
        return this;
    }

    /** From now on at most this many jobs may wait. */
    public synchronized InMemoryInferenceQueue withCapacity(int waiting) {
        mostWaiting = waiting;
        return this;
    }

    @Override
    public synchronized boolean enqueue(InferenceJob started, boolean isNew) {
        long waiting = entries.values().stream()
                .filter(entry -> !entry.isHeld(clock.instant()))
                .count();
        if (waiting >= mostWaiting) {
            throw new CapacityExceededException(waiting + " inferences wait already; try again later");
        }
        if (!jobs.start(started, isNew)) {
            return false;
        }
        entries.put(started.id(), new Entry(started, ++lastPlace, nextTurn(started)));
        return true;
    }

    private long nextTurn(InferenceJob started) {
        if (!fairShare.enabled()) {
            return 0;
        }
        Flow flow = Flow.of(started);
        long last = entries.values().stream()
                .filter(entry -> !entry.failed && entry.job.user().equals(started.user()))
                .filter(entry -> Flow.of(entry.job).equals(flow))
                .mapToLong(entry -> entry.turn + fairShare.step(Set.of()))
                .max()
                .orElse(0);
        long others = reached.entrySet().stream()
                .filter(entry -> entry.getKey().urgency() == flow.urgency())
                .mapToLong(Map.Entry::getValue)
                .max()
                .orElse(0);
        Long given = this.given.get(Map.entry(started.user(), flow));
        long afterGiven = given == null ? 0 : given + fairShare.step(Set.of());
        return Math.max(Math.max(last, afterGiven), reached.getOrDefault(flow, others));
    }

    @Override
    public synchronized Optional<Claim> claim(Claimant claimant, Duration lease) {
        Instant now = clock.instant();
        entries.keySet().removeIf(id -> jobs.find(id).isEmpty()); // in a database they go together
        if (isOccupied(claimant.node(), now)) {
            return Optional.empty();
        }
        List<Entry> waiting = waitingFor(claimant, now);
        waiting.stream()
                .min(order(Optional.empty()))
                .filter(due -> !due.failed)
                .ifPresent(due -> claimant.endpoints()
                        .forEach(endpoint ->
                                reached.merge(new Flow(endpoint, due.job.inferenceType()), due.turn, Math::max)));
        return waiting.stream()
                .min(order(claimant.preferred()))
                .map(entry -> counted(entry, waiting.size() == 1))
                .map(entry -> claim(entry, claimant.node(), now.plus(lease), waiting.size() == 1));
    }

    private Entry counted(Entry entry, boolean last) {
        if (!last && !entry.failed) {
            given.merge(Map.entry(entry.job.user(), Flow.of(entry.job)), entry.turn, Math::max);
        }
        return entry;
    }

    private boolean isOccupied(String node, Instant now) {
        return isLent(node)
                || drains.all().containsKey(node)
                || entries.values().stream()
                        .anyMatch(entry -> entry.isHeld(now)
                                && entry.onNode
                                && entry.claim.node().equals(node));
    }

    private boolean isLent(String node) {
        return Optional.ofNullable(loans.get(node))
                .flatMap(this::held)
                .filter(entry -> entry.onNode)
                .isPresent();
    }

    private List<Entry> waitingFor(Claimant claimant, Instant now) {
        return entries.values().stream()
                .filter(entry -> !entry.isHeld(now) && entry.suits(claimant, now))
                .toList();
    }

    @Override
    public synchronized boolean lend(Claim claim, Claimant node) {
        Instant now = clock.instant();
        if (held(claim).isEmpty()
                || isOccupied(node.node(), now)
                || !waitingFor(node, now).isEmpty()) {
            return false;
        }
        loans.put(node.node(), claim);
        return true;
    }

    @Override
    public synchronized void giveBack(Claim claim, String node) {
        loans.computeIfPresent(node, (name, loan) -> loan.token() == claim.token() ? null : loan);
    }

    /** Entries are kept in order of arrival, which decides among equals. */
    private static Comparator<Entry> order(Optional<CheckpointFileName> preferred) {
        Comparator<Entry> asyncLast = Comparator.comparing(entry -> entry.job.inferenceType() == InferenceType.ASYNC);
        return Comparator.comparing((Entry entry) -> entry.failed)
                .thenComparing(asyncLast)
                .thenComparing(entry -> !entry.generatesWith(preferred))
                .thenComparing(entry -> entry.turn)
                .thenComparing(entry -> entry.place);
    }

    private Claim claim(Entry entry, String node, Instant until, boolean last) {
        entry.attempts++;
        entry.claim = new Claim(
                jobs.find(entry.job.id()).orElseThrow(),
                node,
                entry.attempts - entry.excused,
                ++lastToken,
                entry.lastFailure,
                entry.failed,
                entry.excluded,
                last);
        entry.onNode = true;
        entry.onNodeSince = clock.instant();
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
        held(claim).ifPresent(entry -> entry.leaveNode(clock.instant()));
        return renewLease(claim, lease);
    }

    @Override
    public synchronized boolean complete(Claim claim, InferenceJob ended) {
        return held(claim).isPresent() && jobs.end(ended) && entries.remove(claim.job()) != null;
    }

    @Override
    public synchronized boolean requeue(Claim claim, String reason, Retry retry) {
        Optional<Entry> held = held(claim);
        held.ifPresent(entry -> {
            entry.leaveNode(clock.instant());
            entry.leasedUntil = Instant.MIN;
            entry.lastFailure = reason;
            entry.avoided.put(claim.node(), clock.instant().plus(retry.avoid()));
            entry.failed |= retry.behind();
            entry.excused += retry.excused() ? 1 : 0;
            if (retry.excluding()) {
                entry.excluded.add(claim.node());
            }
        });
        return held.isPresent();
    }

    @Override
    public synchronized void remove(InferenceJobId job) {
        Duration worked = nodeTime(job);
        Entry removed = entries.remove(job);
        if (!worked.isZero()
                && jobs.find(job).filter(known -> !known.status().isEnd()).isPresent()) {
            jobs.usage().add(removed.job, clock.instant(), worked);
        }
    }

    @Override
    public synchronized List<InferenceJob> move(List<InferenceJob> waiting, InferenceJob.EndpointRef target) {
        List<InferenceJob> moved = new ArrayList<>();
        for (InferenceJob job : waiting) {
            Entry entry = entries.get(job.id());
            if (entry != null && !entry.isHeld(clock.instant())) {
                entry.turn = nextTurn(entry.job.movedTo(target));
                entry.job = entry.job.movedTo(target);
                entry.unservableSince = null;
                jobs.update(job.id(), known -> known.movedTo(target));
                moved.add(job.movedTo(target));
            }
        }
        return moved;
    }

    @Override
    public synchronized List<Need> needs() {
        return entries.values().stream()
                .map(entry -> new Need(
                        entry.job.place().endpoint(),
                        entry.job.checkpoint().map(ModelReference::name),
                        entry.job.checkpoint().filter(ModelReference::isStored).isPresent(),
                        entry.excluded,
                        entries.values().stream()
                                .anyMatch(other -> other.unservableSince != null && other.needsAs(entry))))
                .distinct()
                .toList();
    }

    @Override
    public synchronized List<InferenceJobId> markUnservable(Need need, String reason, Duration since) {
        Instant now = clock.instant();
        List<Entry> waiting = entries.values().stream()
                .filter(entry -> entry.has(need) && !entry.isHeld(now))
                .toList();
        waiting.forEach(entry -> {
            boolean counts = entry.unservableSince != null && !entry.unservableSince.isAfter(now);
            entry.unservableSince = counts ? entry.unservableSince : now;
            jobs.update(entry.job.id(), job -> job.waitingBecause(reason));
        });
        return waiting.stream()
                .filter(entry -> !entry.unservableSince.plus(since).isAfter(now))
                .map(entry -> entry.job.id())
                .limit(100)
                .toList();
    }

    @Override
    public synchronized void postpone(Need need, String reason) {
        entries.values().stream()
                .filter(entry -> entry.has(need) && !entry.isHeld(clock.instant()))
                .forEach(entry -> {
                    entry.unservableSince = Instant.MAX;
                    jobs.update(entry.job.id(), job -> job.waitingBecause(reason));
                });
    }

    @Override
    public synchronized void markServable(Need need) {
        entries.values().stream()
                .filter(entry -> entry.has(need) && entry.unservableSince != null)
                .forEach(entry -> {
                    entry.unservableSince = null;
                    jobs.update(entry.job.id(), job -> job.waitingBecause(null));
                });
    }

    @Override
    public synchronized boolean giveUp(InferenceJob ended) {
        Entry entry = entries.get(ended.id());
        return entry != null
                && entry.unservableSince != null
                && !entry.unservableSince.isAfter(clock.instant())
                && !entry.isHeld(clock.instant())
                && jobs.end(ended)
                && entries.remove(ended.id()) != null;
    }

    @Override
    public synchronized Optional<Position> position(InferenceJobId job) {
        Instant now = clock.instant();
        return Optional.ofNullable(entries.get(job))
                .map(entry -> entry.isHeld(now)
                        ? new Position(
                                0,
                                Optional.of(new Holder(
                                        entry.onNode ? Optional.of(entry.claim.node()) : Optional.empty(),
                                        entry.claim.token())))
                        : new Position(ahead(entry, now), Optional.empty()));
    }

    private long ahead(Entry of, Instant now) {
        return entries.values().stream()
                .filter(entry -> !entry.isHeld(now)
                        && entry.job.place().endpoint().equals(of.job.place().endpoint()))
                .sorted(order(Optional.empty()))
                .takeWhile(entry -> entry != of)
                .count();
    }

    /** Without jobs that ended, which leave the queue in a database. */
    @Override
    public synchronized Slice page(Filter filter, long after, int limit) {
        List<QueuedJob> found = entries.values().stream()
                .filter(entry -> entry.place > after && isListed(entry, filter))
                .map(this::queued)
                .limit(limit + 1L)
                .toList();
        return found.size() <= limit
                ? new Slice(found, Optional.empty())
                : new Slice(
                        found.subList(0, limit),
                        Optional.of(found.get(limit - 1).place()));
    }

    private boolean isListed(Entry entry, Filter filter) {
        return filter.endpoint().map(entry.job.place().name()::equals).orElse(true)
                && filter.user().map(entry.job.user()::equals).orElse(true)
                && jobs.find(entry.job.id())
                        .filter(job -> !job.status().isEnd())
                        .isPresent();
    }

    private QueuedJob queued(Entry entry) {
        boolean running = entry.isHeld(clock.instant());
        return new QueuedJob(
                entry.place,
                jobs.find(entry.job.id()).orElseThrow(),
                running,
                running && entry.onNode ? Optional.of(entry.claim.node()) : Optional.empty(),
                running ? 0 : ahead(entry, clock.instant()) + 1);
    }

    @Override
    public synchronized Map<String, InferenceJobId> running() {
        Map<String, InferenceJobId> running = entries.values().stream()
                .filter(entry -> entry.isHeld(clock.instant()) && entry.onNode)
                .collect(Collectors.toMap(entry -> entry.claim.node(), entry -> entry.job.id()));
        loans.keySet().stream()
                .filter(this::isLent)
                .forEach(node -> running.putIfAbsent(node, loans.get(node).job()));
        return running;
    }

    @Override
    public synchronized List<Ahead> ahead(InferenceJobId job, Set<EndpointId> endpoints) {
        Instant now = clock.instant();
        Entry of = entries.get(job);
        Map<Ahead, Long> found = entries.values().stream()
                .filter(entry -> entry.isHeld(now)
                        ? entry.onNode
                        : of != null
                                && !of.isHeld(now)
                                && endpoints.contains(entry.job.place().endpoint())
                                && isBefore(entry, of))
                .collect(Collectors.groupingBy(
                        entry -> new Ahead(
                                entry.job.checkpoint().map(ModelReference::name),
                                entry.job
                                        .checkpoint()
                                        .filter(ModelReference::isStored)
                                        .isPresent(),
                                entry.isHeld(now) ? Optional.of(entry.claim.node()) : Optional.empty(),
                                1),
                        Collectors.counting()));
        return found.entrySet().stream()
                .map(entry -> new Ahead(
                        entry.getKey().model(),
                        entry.getKey().stored(),
                        entry.getKey().node(),
                        entry.getValue()))
                .toList();
    }

    private boolean isBefore(Entry one, Entry other) {
        List<Entry> all =
                entries.values().stream().sorted(order(Optional.empty())).toList();
        return all.indexOf(one) < all.indexOf(other);
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
