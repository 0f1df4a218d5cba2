package dev.atelier.persistence.checkpoint;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.CheckpointRepository.Filter;
import dev.atelier.application.checkpoint.CheckpointSearch;
import dev.atelier.application.checkpoint.ModelDescriptionRepository;
import dev.atelier.application.checkpoint.ModelNotesRepository;
import dev.atelier.application.checkpoint.ModelReadingQueue;
import dev.atelier.application.testing.CheckpointSearchContract;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.sql.PreparedStatement;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcCheckpointSearchTest extends CheckpointSearchContract {

    private final PersistenceFixture persistenceFixture;

    JdbcCheckpointSearchTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Override
    protected CheckpointRepository checkpoints() {
        return persistenceFixture.bean(CheckpointRepository.class);
    }

    @Override
    protected ModelDescriptionRepository descriptions() {
        return persistenceFixture.bean(ModelDescriptionRepository.class);
    }

    @Override
    protected ModelNotesRepository notes() {
        return persistenceFixture.bean(ModelNotesRepository.class);
    }

    @Override
    protected ModelReadingQueue queue() {
        return persistenceFixture.bean(ModelReadingQueue.class);
    }

    /** What the migration does with the names of before. */
    @Test
    void theTermsOfOldNamesAreThoseOfNewOnes() throws Exception {
        Checkpoint old =
                checkpoint().files("Zed_v1 (2)_v1.safetensors", "zed2.yaml").build();
        checkpoints().add(old);
        String terms = "select string_agg(term, '|' order by term) from checkpoint_term where field = 'NAME'";
        String before = persistenceFixture.ask(terms);
        persistenceFixture.execute("delete from checkpoint_term");

        String migration = new String(getClass()
                .getResourceAsStream("/db/migration/V41__checkpoint_search.sql")
                .readAllBytes());
        Pattern.compile("(?m);$")
                .splitAsStream(migration)
                .filter(statement -> statement.contains("name_part"))
                .forEach(statement -> persistenceFixture.execute(statement));

        assertThat(persistenceFixture.ask(terms)).isEqualTo(before).contains("zed", "_v1", " (2");
    }

    @Test
    void termsAreFoundByTheirIndex() {
        String plan = persistenceFixture.plan(
                "select checkpoint_id from checkpoint_term where field = 'NAME' and term in (?)",
                statement -> statement.setString(1, "abc"));

        assertThat(plan).doesNotContain("tablescan", "seq scan");
    }

    @Test
    void noSearchScansATable() {
        CheckpointSearch search = CheckpointSearch.of(
                Optional.of("vision"),
                Optional.of("Wan"),
                Optional.of("LoRA"),
                Optional.of("base"),
                Optional.of("tag"),
                Optional.of("ab".repeat(32)));
        Filter filter = new Filter(List.of(), List.of(), List.of()).foundBy(search);
        CheckpointQuery.Condition condition = new CheckpointQuery.Condition(filter);

        String plan = persistenceFixture.plan(
                "select c.id from checkpoint c" + condition.sql() + " order by c.created desc, c.id desc",
                (PreparedStatement statement) -> condition.bind(statement));

        assertThat(plan).doesNotContain("tablescan", "seq scan");
    }
}
