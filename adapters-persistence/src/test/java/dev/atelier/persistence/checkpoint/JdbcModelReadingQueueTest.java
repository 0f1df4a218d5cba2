package dev.atelier.persistence.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ModelHashRepository;
import dev.atelier.application.checkpoint.ModelReadingQueue;
import dev.atelier.application.testing.ModelReadingQueueContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@OnBothDatabases
class JdbcModelReadingQueueTest extends ModelReadingQueueContract {

    private final PersistenceFixture persistenceFixture;

    JdbcModelReadingQueueTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return persistenceFixture.bean(CheckpointRepository.class);
    }

    @Override
    protected ModelReadingQueue queue() {
        return persistenceFixture.bean(ModelReadingQueue.class);
    }

    @Override
    protected ModelHashRepository hashes() {
        return persistenceFixture.bean(ModelHashRepository.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        persistenceFixture.execute(
                "update model_reading set next_try = next_try - " + time.toSeconds() + " * interval '1' second");
    }

    @Test
    void digestsAreFoundByAnIndex() {
        String plan = persistenceFixture.plan(
                "select checkpoint_id from checkpoint_file where sha256 >= ? and sha256 < ?", statement -> {
                    statement.setString(1, "beef456789");
                    statement.setString(2, "beef456789g");
                });

        assertThat(plan).contains("checkpoint_file_sha256").doesNotContain("tablescan", "seq scan");
    }

    @Test
    void theNewestThatWaitsIsFoundByAnIndex() {
        String plan = persistenceFixture.plan(
                "select checkpoint_id from model_reading where next_try <= current_timestamp and tries = 0"
                        + " order by next_try desc",
                statement -> {});

        assertThat(plan).contains("model_reading_newest").doesNotContain("tablescan", "seq scan");
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "auto_v2", "auto_v3"})
    void filesAreFoundByAnIndex(String column) {
        String plan = persistenceFixture.plan(
                "select checkpoint_id from model_hash where " + column + " = ?",
                statement -> statement.setString(1, "beef4567"));

        assertThat(plan).contains("model_hash_" + column).doesNotContain("tablescan", "seq scan");
    }
}
