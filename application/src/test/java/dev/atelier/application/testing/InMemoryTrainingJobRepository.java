package dev.atelier.application.testing;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Training jobs and their queue in memory. */
public class InMemoryTrainingJobRepository implements TrainingJobRepository, TrainingQueue {

    private final Clock clock;
    private final Map<TrainingId, TrainingJob> jobs = new LinkedHashMap<>();
    private final Map<TrainingId, LossCurve> losses = new HashMap<>();
    private final Map<TrainingId, Entry> entries = new LinkedHashMap<>();
    private final InMemoryStoppedTrainingQueue stopped;

    /** A job in the queue; without claim no worker has claimed it yet. */
    private record Entry(String backend, Instant queued, Optional<Claim> claim, Instant leasedUntil) {

        private boolean isOf(String worker) {
            return claim.filter(held -> held.worker().equals(worker)).isPresent();
        }

        private boolean isFree(String asking, Instant now) {
            return backend.equals(asking) && !now.isBefore(leasedUntil);
        }

        private Claim next(TrainingId job, String worker) {
            return new Claim(job, worker, claim.map(Claim::attempt).orElse(0) + 1, queued);
        }

        private Entry claimed(Claim by, Instant until) {
            return new Entry(backend, queued, Optional.of(by), until);
        }
    }

    public InMemoryTrainingJobRepository(Clock clock) {
        this.clock = clock;
        this.stopped = new InMemoryStoppedTrainingQueue(clock);
    }

    /** Adds the job as it is, also one that is not Initial. */
    @Override
    public synchronized void add(TrainingJob job) {
        jobs.put(job.id(), job);
    }

    @Override
    public synchronized Optional<TrainingJob> find(TrainingId id) {
        return Optional.ofNullable(jobs.get(id));
    }

    @Override
    public synchronized LossCurve losses(TrainingId id) {
        return losses.getOrDefault(id, LossCurve.NONE);
    }

    /** From now on these are the losses of the job. */
    public synchronized void lossesAre(TrainingId id, LossCurve curve) {
        losses.put(id, curve);
    }

    @Override
    public synchronized boolean end(TrainingJob ended) {
        TrainingJob known = jobs.get(ended.id());
        if (known == null || known.status().isEnd()) {
            return false;
        }
        jobs.put(ended.id(), ended);
        if (entries.remove(ended.id()) != null && ended.status() == TrainingStatus.STOPPED) {
            stopped.add(StoppedTraining.of(ended));
        }
        return true;
    }

    /** Those that were stopped. */
    public InMemoryStoppedTrainingQueue stopped() {
        return stopped;
    }

    @Override
    public synchronized Page<TrainingJob> page(Optional<UserName> user, Optional<Cursor> after, int limit) {
        return KeysetPaging.page(
                jobs.values().stream()
                        .filter(job ->
                                user.filter(name -> !name.equals(job.user())).isEmpty()),
                job -> new Cursor(job.created(), job.id().value()),
                after,
                limit);
    }

    @Override
    public synchronized void delete(TrainingId id) {
        jobs.remove(id);
        losses.remove(id);
        entries.remove(id);
    }

    @Override
    public synchronized void enqueue(TrainingJob pending) {
        jobs.put(pending.id(), pending);
        entries.put(pending.id(), new Entry(pending.plan().backend(), clock.instant(), Optional.empty(), Instant.MIN));
    }

    @Override
    public synchronized boolean enqueueIfInitial(TrainingJob pending) {
        TrainingJob known = jobs.get(pending.id());
        boolean waits = known != null && known.status() == TrainingStatus.INITIAL;
        if (waits) {
            enqueue(pending);
        }
        return waits;
    }

    @Override
    public synchronized Optional<Claim> claim(String backend, String worker, Duration lease) {
        if (entries.values().stream().anyMatch(entry -> entry.isOf(worker))) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return entries.entrySet().stream()
                .filter(entry -> entry.getValue().isFree(backend, now))
                .findFirst()
                .map(free -> free.getValue().next(free.getKey(), worker))
                .map(claim -> renewed(claim, lease));
    }

    @Override
    public synchronized Optional<Claim> findClaim(String worker, Duration lease) {
        return entries.values().stream()
                .filter(entry -> entry.isOf(worker))
                .findFirst()
                .flatMap(Entry::claim)
                .map(claim -> renewed(claim, lease));
    }

    @Override
    public synchronized boolean renewLease(Claim claim, Duration lease) {
        boolean holds = holds(claim);
        if (holds) {
            renewed(claim, lease);
        }
        return holds;
    }

    @Override
    public synchronized boolean updateProgress(Claim claim, TrainingJob running, LossCurve curve, Duration lease) {
        boolean holds = renewLease(claim, lease);
        if (holds) {
            jobs.put(running.id(), running);
            losses.put(running.id(), curve);
        }
        return holds;
    }

    @Override
    public synchronized boolean complete(Claim claim, TrainingJob ended) {
        return holds(claim) && end(ended);
    }

    private boolean holds(Claim claim) {
        return Optional.ofNullable(entries.get(claim.job()))
                .flatMap(Entry::claim)
                .filter(claim::equals)
                .isPresent();
    }

    private Claim renewed(Claim claim, Duration lease) {
        Instant until = clock.instant().plus(lease);
        entries.computeIfPresent(claim.job(), (job, entry) -> entry.claimed(claim, until));
        return claim;
    }
}
