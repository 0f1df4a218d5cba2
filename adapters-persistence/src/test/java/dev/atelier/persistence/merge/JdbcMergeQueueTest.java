package dev.atelier.persistence.merge;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.merge.MergeQueue;
import dev.atelier.application.testing.MergeQueueContract;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.time.Duration;

@OnBothDatabases
class JdbcMergeQueueTest extends MergeQueueContract {

    private final Installation installation;

    JdbcMergeQueueTest(Installation installation) {
        installation.clear();
        this.installation = installation;
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return installation.bean(CheckpointRepository.class);
    }

    @Override
    protected MergeQueue merges() {
        return installation.bean(MergeQueue.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        installation.execute(
                "update merge_queue set next_try = next_try - " + time.toSeconds() + " * interval '1' second");
    }
}
