package dev.atelier.persistence.training;

import dev.atelier.application.testing.TrainingsContract;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.time.Instant;

@OnBothDatabases
class JdbcTrainingsTest extends TrainingsContract {

    private final PersistenceFixture persistenceFixture;

    JdbcTrainingsTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        persistenceFixture.clear();
    }

    @Override
    protected TrainingJobRepository jobs() {
        return persistenceFixture.bean(TrainingJobRepository.class);
    }

    @Override
    protected TrainingQueue queue() {
        return persistenceFixture.bean(TrainingQueue.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        persistenceFixture.execute(
                "update training_queue set lease_until = lease_until - interval '" + time.toSeconds() + "' second");
    }

    @Override
    protected Instant now() {
        return Instant.now();
    }
}
