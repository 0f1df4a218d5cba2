package dev.atelier.persistence.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.metrics.LoadHistory;
import dev.atelier.application.testing.LoadHistoryContract;
import dev.atelier.persistence.UtcInstantConverter;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcLoadHistoryTest extends LoadHistoryContract {

    private final PersistenceFixture persistenceFixture;

    JdbcLoadHistoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Test
    void samplesAreReadFromThePrimaryKeys() {
        for (String query : List.of(JdbcLoadHistory.QUEUE, JdbcLoadHistory.NODES)) {
            assertThat(persistenceFixture.plan(
                            query, statement -> statement.setObject(1, UtcInstantConverter.utc(Instant.now()))))
                    .containsPattern("_sample_pkey|primary_key")
                    .containsPattern("taken >= ")
                    .doesNotContain("seq scan", "tablescan");
        }
    }

    @Override
    protected LoadHistory history() {
        return persistenceFixture.bean(LoadHistory.class);
    }
}
