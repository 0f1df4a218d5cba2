package dev.atelier.persistence.training;

import dev.atelier.application.testing.TrainingsContract;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.time.Duration;
import java.time.Instant;

@OnBothDatabases
class JdbcTrainingsTest extends TrainingsContract {

    private final Installation installation;

    JdbcTrainingsTest(Installation installation) {
        this.installation = installation;
        installation.clear();
    }

    @Override
    protected TrainingJobRepository jobs() {
        return installation.bean(TrainingJobRepository.class);
    }

    @Override
    protected TrainingQueue queue() {
        return installation.bean(TrainingQueue.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        installation.execute(
                "update training_queue set lease_until = lease_until - interval '" + time.toSeconds() + "' second");
    }

    @Override
    protected Instant now() {
        return Instant.now();
    }
}
