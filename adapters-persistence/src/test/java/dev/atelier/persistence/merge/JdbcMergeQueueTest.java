package dev.atelier.persistence.merge;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.merge.MergeQueue;
import dev.atelier.application.testing.MergeQueueContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;

@OnBothDatabases
class JdbcMergeQueueTest extends MergeQueueContract {

    private final PersistenceFixture persistenceFixture;

    JdbcMergeQueueTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return persistenceFixture.bean(CheckpointRepository.class);
    }

    @Override
    protected MergeQueue merges() {
        return persistenceFixture.bean(MergeQueue.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        persistenceFixture.execute(
                "update merge_queue set next_try = next_try - " + time.toSeconds() + " * interval '1' second");
    }
}
