package dev.atelier.persistence.copy;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static dev.atelier.application.testing.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.model.ModelRepository;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.persistence.testing.PersistenceFixture;
import dev.atelier.persistence.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class DatabaseCopyTest {

    private static final String NAME = "größe \"a\" ☃ 𝕏";

    private final PersistenceFixture embedded = PersistenceFixture.on(TestDatabase.H2);
    private final String url = TestDatabase.POSTGRES.emptyDatabase();

    private final Checkpoint checkpoint = checkpoint().build();
    private final Dataset dataset = dataset().build();
    private final Model model = model().build();
    private final TrainingJob training = TestTrainings.training().pending();
    private final InferenceJob first = TestJobs.job().by(NAME).started();
    private final InferenceJob second = TestJobs.job().created();

    @BeforeEach
    void rows() {
        embedded.bean(CheckpointRepository.class).add(checkpoint);
        embedded.bean(DatasetRepository.class).add(dataset, List.of());
        embedded.bean(ModelRepository.class).add(model);
        embedded.bean(TrainingJobRepository.class).add(training);
        embedded.bean(InferenceJobRepository.class).add(first);
        embedded.bean(InferenceJobRepository.class).add(second);
    }

    @AfterEach
    void close() {
        embedded.close();
    }

    @Test
    void theSameRowsAreThenInPostgres() throws SQLException {
        Map<String, Long> copied = new LinkedHashMap<>();
        copyTo(url).run(copied::put);

        assertThat(copied).containsEntry("inference_job", 2L).containsEntry("api_key", 0L);
        assertThat(copied.keySet()).doesNotHaveDuplicates().doesNotContain("flyway_schema_history", "unfinished_copy");
        try (PersistenceFixture postgres = PersistenceFixture.on(TestDatabase.POSTGRES, url)) {
            assertThat(postgres.bean(CheckpointRepository.class).find(checkpoint.id()))
                    .contains(checkpoint);
            assertThat(postgres.bean(DatasetRepository.class).find(dataset.name()))
                    .contains(dataset);
            assertThat(postgres.bean(ModelRepository.class).find(model.id())).contains(model);
            assertThat(postgres.bean(TrainingJobRepository.class).find(training.id()))
                    .contains(training);
            assertThat(postgres.bean(InferenceJobRepository.class).find(first.id()))
                    .contains(first);
            assertThat(postgres.bean(EventLog.class).after(0, 10))
                    .isEqualTo(embedded.bean(EventLog.class).after(0, 10))
                    .isNotEmpty();
        }
    }

    @Test
    void numbersGoOnAlsoAfterRowsThatAreGone() throws SQLException {
        embedded.execute("delete from outbox_event");
        String last = "select max(arrival) from outbox_event";
        copyTo(url).run((table, rows) -> {});

        try (PersistenceFixture postgres = PersistenceFixture.on(TestDatabase.POSTGRES, url)) {
            embedded.bean(InferenceJobRepository.class).delete(first.id());
            postgres.bean(InferenceJobRepository.class).delete(first.id());

            assertThat(postgres.ask(last)).isEqualTo(embedded.ask(last));
        }
    }

    @Test
    void whatWasBrokenOffIsContinuedAndNothingStartsOnIt() throws SQLException {
        List<String> finished = new ArrayList<>();
        DatabaseCopy copy = copyTo(url);
        assertThatThrownBy(() -> copy.run((table, rows) -> {
                    finished.add(table);
                    if (table.equals("inference_job")) {
                        throw new IllegalStateException("broken off");
                    }
                }))
                .hasMessage("broken off");

        assertThatThrownBy(() -> PersistenceFixture.on(TestDatabase.POSTGRES, url))
                .hasStackTraceContaining("is unfinished; repeat atelier database copy");

        embedded.bean(InferenceJobRepository.class).delete(second.id());
        List<String> all = new ArrayList<>();
        copy.run((table, rows) -> all.add(table));
        assertThat(all).containsAll(finished).hasSizeGreaterThan(finished.size());
        try (PersistenceFixture postgres = PersistenceFixture.on(TestDatabase.POSTGRES, url)) {
            assertThat(postgres.bean(InferenceJobRepository.class).find(first.id()))
                    .contains(first);
            assertThat(postgres.bean(InferenceJobRepository.class).find(second.id()))
                    .isEmpty();
        }
    }

    @Test
    void aDatabaseWithTablesIsLeftAlone() throws SQLException {
        copyTo(url).run((table, rows) -> {});
        assertThatThrownBy(() -> copyTo(url).run((table, rows) -> {}))
                .hasMessageContaining("has tables already, such as");

        String others = TestDatabase.POSTGRES.emptyDatabase();
        try (var connection = target(others).getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table theirs (id integer)");
        }
        assertThatThrownBy(() -> copyTo(others).run((table, rows) -> {})).hasMessageContaining("such as theirs");
    }

    @Test
    void onlyAnEmbeddedDatabaseIsCopiedAndOnlyToPostgres() {
        try (PersistenceFixture postgres = PersistenceFixture.on(TestDatabase.POSTGRES)) {
            DatabaseCopy copy = new DatabaseCopy(postgres.bean(DataSource.class), target(url));
            assertThatThrownBy(() -> copy.run((table, rows) -> {})).hasMessageContaining("a database of PostgreSQL");
        }
        assertThatThrownBy(() -> DatabaseCopy.postgres("jdbc:h2:mem:x", "", ""))
                .hasMessageContaining("jdbc:postgresql:");
    }

    private DatabaseCopy copyTo(String target) {
        return new DatabaseCopy(embedded.bean(DataSource.class), target(target));
    }

    private static DataSource target(String url) {
        return DatabaseCopy.postgres(url, TestDatabase.POSTGRES.user(), "");
    }
}
