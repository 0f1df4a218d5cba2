package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.testing.InferenceQueueContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;

@OnBothDatabases
class JdbcInferenceQueueTest extends InferenceQueueContract {

    private final PersistenceFixture persistenceFixture;

    JdbcInferenceQueueTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected InferenceJobRepository jobs() {
        return persistenceFixture.bean(InferenceJobRepository.class);
    }

    @Override
    protected InferenceQueue queue() {
        return persistenceFixture.bean(InferenceQueue.class);
    }

    @Override
    protected InferenceQueue queueWithCapacity(int waiting) {
        return Queues.withCapacity(persistenceFixture, waiting);
    }

    @Override
    protected void letTimePass(Duration time) {
        Queues.letTimePass(persistenceFixture, time);
    }
}
