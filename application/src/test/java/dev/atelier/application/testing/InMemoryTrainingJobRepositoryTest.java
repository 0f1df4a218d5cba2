package dev.atelier.application.testing;

import dev.atelier.application.training.StoppedTrainingQueue;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import java.time.Duration;
import java.time.Instant;

class InMemoryTrainingJobRepositoryTest extends TrainingsContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryTrainingJobRepository trainings = new InMemoryTrainingJobRepository(clock);

    @Override
    protected TrainingJobRepository jobs() {
        return trainings;
    }

    @Override
    protected TrainingQueue queue() {
        return trainings;
    }

    @Override
    protected StoppedTrainingQueue stopped() {
        return trainings.stopped();
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.pass(time);
    }

    @Override
    protected Instant now() {
        return clock.instant();
    }
}
