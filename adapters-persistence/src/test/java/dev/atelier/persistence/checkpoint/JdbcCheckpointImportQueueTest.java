package dev.atelier.persistence.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.testing.CheckpointImportQueueContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcCheckpointImportQueueTest extends CheckpointImportQueueContract {

    private final PersistenceFixture persistenceFixture;

    JdbcCheckpointImportQueueTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return persistenceFixture.bean(CheckpointRepository.class);
    }

    @Override
    protected CheckpointImportQueue imports() {
        return persistenceFixture.bean(CheckpointImportQueue.class);
    }

    @Override
    protected void letTimePass(Duration time) {
        persistenceFixture.execute(
                "update checkpoint_import set next_try = next_try - " + time.toSeconds() + " * interval '1' second");
    }

    @Test
    void theListsAreReadByAnIndex() {
        assertThat(plan(ImportStatusQuery.OF_ALL, List.of()))
                .containsPattern("import_record_newest\\b")
                .doesNotContain("seq scan", "tablescan", "sort  ");
        assertThat(plan(ImportStatusQuery.OF_USER, List.of("ann")))
                .containsPattern("import_record_user\\b")
                .doesNotContain("seq scan", "tablescan", "sort  ");
    }

    private String plan(String list, List<Object> first) {
        OffsetDateTime created = OffsetDateTime.parse("2026-12-01T12:00:00Z");
        List<Object> values = new ArrayList<>(first);
        values.addAll(List.of(created, created, new UUID(1, 1), 51));
        return persistenceFixture.plan(list, statement -> {
            for (int at = 0; at < values.size(); at++) {
                statement.setObject(at + 1, values.get(at));
            }
        });
    }
}
