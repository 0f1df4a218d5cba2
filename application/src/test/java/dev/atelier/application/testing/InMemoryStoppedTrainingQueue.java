package dev.atelier.application.testing;

import dev.atelier.application.training.StoppedTrainingQueue;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Stopped trainings in memory. */
public class InMemoryStoppedTrainingQueue implements StoppedTrainingQueue {

    private final Clock clock;
    private final Map<TrainingId, Entry> entries = new LinkedHashMap<>();

    private record Entry(Claim claim, Instant due) {

        private boolean isFree(String backend, Instant now) {
            return claim.training().backend().equals(backend) && !now.isBefore(due);
        }

        private Claim next() {
            return new Claim(claim.training(), claim.attempt() + 1, claim.stopped());
        }
    }

    public InMemoryStoppedTrainingQueue(Clock clock) {
        this.clock = clock;
    }

    synchronized void add(StoppedTraining training) {
        entries.put(training.id(), new Entry(new Claim(training, 0, clock.instant()), Instant.MIN));
    }

    @Override
    public synchronized Optional<StoppedTraining> find(TrainingId id) {
        return Optional.ofNullable(entries.get(id)).map(entry -> entry.claim().training());
    }

    @Override
    public synchronized Optional<Claim> claim(String backend, Duration lease) {
        Instant now = clock.instant();
        Optional<Claim> next = entries.values().stream()
                .filter(entry -> entry.isFree(backend, now))
                .findFirst()
                .map(Entry::next);
        next.ifPresent(claim -> entries.put(claim.job(), new Entry(claim, now.plus(lease))));
        return next;
    }

    @Override
    public synchronized void postpone(Claim claim, Duration pause) {
        Instant due = clock.instant().plus(pause);
        entries.computeIfPresent(
                claim.job(), (id, entry) -> entry.claim().equals(claim) ? new Entry(claim, due) : entry);
    }

    @Override
    public synchronized void remove(TrainingId id) {
        entries.remove(id);
    }
}
