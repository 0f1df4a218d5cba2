package dev.atelier.application.testing;

import dev.atelier.application.training.TrainingJobs;
import dev.atelier.application.training.TrainingQueue;
import java.time.Duration;

class InMemoryTrainingsTest extends TrainingsContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryTrainings trainings = new InMemoryTrainings(clock);

    @Override
    protected TrainingJobs jobs() {
        return trainings;
    }

    @Override
    protected TrainingQueue queue() {
        return trainings;
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.pass(time);
    }
}
