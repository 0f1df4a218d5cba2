package dev.atelier.persistence.copy;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static dev.atelier.application.testing.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.merge.MergeQueue;
import dev.atelier.application.model.ModelRepository;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestMerges;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@OnBothDatabases
class LocationsInRowsTest {

    /** What was sent to clients before, and is not read as a location. */
    private static final Set<String> HISTORY = Set.of("outbox_event", "idempotency_record", "audit_entry");

    private final PersistenceFixture fixture;
    private final DataSource database;
    private final Checkpoint uploading = checkpoint().uploading("a.safetensors").build();
    private final InferenceJob job = TestJobs.job().generation("a.safetensors").created();
    private final MergeJob merge = TestMerges.merge("merged");

    LocationsInRowsTest(PersistenceFixture fixture) {
        this.fixture = fixture;
        this.database = fixture.bean(DataSource.class);
    }

    @BeforeEach
    void rows() {
        fixture.clear();
        fixture.bean(CheckpointRepository.class).add(uploading);
        fixture.bean(DatasetRepository.class).add(dataset().build(), List.of());
        fixture.bean(ModelRepository.class).add(model().build());
        fixture.bean(TrainingJobRepository.class).add(TestTrainings.training().pending());
        fixture.bean(InferenceJobRepository.class).add(job);
        fixture.bean(MergeQueue.class).add(merge, TestMerges.checkpointOf(merge));
    }

    @Test
    void noRowNamesTheFormerBucket() throws SQLException {
        assertThat(columnsNaming("s3://atelier/"))
                .contains("checkpoint.uploads", "inference_job.models", "merge_job.recipe");

        long changed = LocationsInRows.move(database, "atelier", "my-bucket");

        assertThat(changed).isGreaterThan(10);
        assertThat(columnsNaming("s3://atelier/")).isEmpty();
        Checkpoint moved =
                fixture.bean(CheckpointRepository.class).find(uploading.id()).orElseThrow();
        assertThat(moved.location()).isEqualTo(in("my-bucket", uploading.location()));
        assertThat(moved.uploads().get("a.safetensors").location())
                .isEqualTo(in("my-bucket", uploading.location()).resolve("a.safetensors"));
        InferenceJob movedJob =
                fixture.bean(InferenceJobRepository.class).find(job.id()).orElseThrow();
        assertThat(movedJob.models().get(0).file())
                .isEqualTo(in("my-bucket", job.models().get(0).file()));
    }

    @Test
    void whatWasMovedComesBackAsItWas() throws SQLException {
        long changed = LocationsInRows.move(database, "atelier", "my-bucket");

        assertThat(LocationsInRows.move(database, "atelier", "my-bucket")).isZero();
        assertThat(LocationsInRows.move(database, "my-bucket", "atelier")).isEqualTo(changed);

        assertThat(fixture.bean(CheckpointRepository.class).find(uploading.id()))
                .contains(uploading);
        assertThat(fixture.bean(InferenceJobRepository.class).find(job.id())).contains(job);
    }

    @Test
    void aBucketWhoseNameBeginsAlikeIsAnother() throws SQLException {
        assertThat(LocationsInRows.move(database, "atelie", "my-bucket")).isZero();
        assertThat(LocationsInRows.move(database, "a_elier", "my-bucket")).isZero();
    }

    @Test
    void rowsOfAThirdBucketWouldBeLeftBehind() {
        assertThat(LocationsInRows.nameFilesOf(database, "atelier", "my-bucket"))
                .isTrue();
        assertThat(LocationsInRows.nameFilesOf(database, "my-bucket", "atelier"))
                .isFalse();
        assertThatThrownBy(() -> LocationsInRows.nameFilesOf(database, "other", "my-bucket"))
                .hasMessageContaining("rows name files of s3://atelier as well");
    }

    @Test
    void everyColumnOfTheLengthOfALocationIsOne() throws SQLException {
        Set<String> known = new TreeSet<>();
        LocationsInRows.LOCATIONS.forEach(
                (table, columns) -> columns.forEach(column -> known.add(table + "." + column)));

        assertThat(columns("and character_maximum_length = 2048")).containsExactlyInAnyOrderElementsOf(known);
    }

    @Test
    void filesThatClientsNamedAreFound() {
        assertThat(LocationsInRows.files(database))
                .contains(uploading.location().resolve("a.safetensors"));
    }

    private static StorageUri in(String bucket, StorageUri location) {
        return new StorageUri(bucket, location.key());
    }

    private List<String> columnsNaming(String text) throws SQLException {
        List<String> naming = new ArrayList<>();
        for (String column : columns("")) {
            String table = column.substring(0, column.indexOf('.'));
            String count = fixture.ask(
                    "select count(*) from " + table + " where cast(" + column + " as varchar) like '%" + text + "%'");
            if (!count.equals("0") && !HISTORY.contains(table)) {
                naming.add(column);
            }
        }
        return naming;
    }

    private List<String> columns(String condition) throws SQLException {
        try (Connection connection = fixture.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select table_name || '.' || column_name"
                        + " from information_schema.columns where table_schema = current_schema()"
                        + " and data_type = 'character varying' and table_name not like 'flyway%' " + condition)) {
            List<String> columns = new ArrayList<>();
            while (rows.next()) {
                columns.add(rows.getString(1).toLowerCase(Locale.ROOT));
            }
            return columns;
        }
    }
}
