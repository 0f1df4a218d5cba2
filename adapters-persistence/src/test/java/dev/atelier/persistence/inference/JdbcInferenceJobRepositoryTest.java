package dev.atelier.persistence.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.testing.InferenceJobRepositoryContract;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.util.UUID;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcInferenceJobRepositoryTest extends InferenceJobRepositoryContract {

    private final PersistenceFixture persistenceFixture;
    private final InferenceJobRepository jobs;

    JdbcInferenceJobRepositoryTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
        jobs = persistenceFixture.bean(InferenceJobRepository.class);
    }

    @Test
    void aSearchWalksAlongTheIndexesOfPages() {
        walksAlong("newest", InferenceJobDao.LAST);
        walksAlong("newest", InferenceJobDao.FOUND).containsPattern("created\"? >= ");
        walksAlong("user", InferenceJobDao.LAST_OF_USER);
        walksAlong("user", InferenceJobDao.FOUND_OF_USER).containsPattern("created\"? >= ");
    }

    private AbstractStringAssert<?> walksAlong(String index, String query) {
        String time = "cast('2026-01-31 00:00:00+00' as timestamp with time zone)";
        String id = "cast('" + UUID.randomUUID() + "' as uuid)";
        String plan = persistenceFixture.plan(
                query.replace(":created", time)
                        .replace(":lastCreated", time)
                        .replace(":lastId", id)
                        .replace(":id", id)
                        .replace(":before", "4999")
                        .replace(":limit", "25")
                        .replace(":task", "''")
                        .replaceAll(":(user|model|text)", "'a'"),
                unbound -> {});
        return assertThat(plan)
                .containsPattern("inference_job_" + index + "\\b")
                .doesNotContain("seq scan", "tablescan", "sort  ");
    }

    @Override
    protected InferenceJobRepository jobs() {
        return jobs;
    }
}
