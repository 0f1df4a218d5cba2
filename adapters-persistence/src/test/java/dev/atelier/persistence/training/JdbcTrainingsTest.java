package dev.atelier.persistence.training;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.TrainingsContract;
import dev.atelier.application.training.StoppedTrainingQueue;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

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
    protected StoppedTrainingQueue stopped() {
        return persistenceFixture.bean(StoppedTrainingQueue.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        for (String table : List.of("training_queue", "stopped_training")) {
            persistenceFixture.execute(
                    "update " + table + " set lease_until = lease_until - interval '" + time.toSeconds() + "' second");
        }
    }

    @Test
    void aStoppedJobIsForgottenAfterAMonth() {
        TrainingJob old = training().pending();
        TrainingJob next = training().pending();
        queue().enqueue(old);
        queue().enqueue(next);
        jobs().end(old.stop(now()));
        persistenceFixture.execute("update stopped_training set stopped = stopped - interval '31' day");

        jobs().end(next.stop(now()));

        assertThat(stopped().find(old.id())).isEmpty();
        assertThat(stopped().find(next.id())).isPresent();
    }

    @Override
    protected Instant now() {
        return Instant.now();
    }
}
