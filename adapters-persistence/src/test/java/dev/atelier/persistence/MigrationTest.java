package dev.atelier.persistence;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static dev.atelier.application.testing.TestModels.model;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.event.RecordedEvent;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.model.ModelRepository;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.model.Model;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import dev.atelier.persistence.testing.TestDatabase;
import io.micronaut.flyway.FlywayConfigurationProperties;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@OnBothDatabases
class MigrationTest {

    private final PersistenceFixture persistenceFixture;

    MigrationTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
    }

    @Test
    void aSecondStartFindsTheSchemaInPlaceAndTheRowsToo() {
        String applied = "select count(*) from flyway_schema_history";
        User user = new User(InitializeAccessControl.BUILT_IN_USER, new UserName("root"), Set.of(), Instant.EPOCH);
        persistenceFixture.bean(UserRepository.class).save(user);
        String before = persistenceFixture.ask(applied);

        try (PersistenceFixture again = persistenceFixture.replica()) {
            assertThat(again.bean(UserRepository.class).find(user.name())).contains(user);
            assertThat(again.ask(applied)).isEqualTo(before);
        }
    }

    @Test
    void flywayRunsOnlyWhereThereIsSomethingToMigrate() {
        TestDatabase testDatabase = persistenceFixture.engine();
        String url = testDatabase.emptyDatabase();
        try (PersistenceFixture first = PersistenceFixture.on(testDatabase, url, SchemaVersionCheck.NEWEST - 1)) {
            assertThat(first.bean(FlywayConfigurationProperties.class).isEnabled())
                    .isTrue();
        }
        try (PersistenceFixture second = PersistenceFixture.on(testDatabase, url)) {
            assertThat(second.bean(FlywayConfigurationProperties.class).isEnabled())
                    .isTrue();
        }
        try (PersistenceFixture third = PersistenceFixture.on(testDatabase, url)) {
            assertThat(third.bean(FlywayConfigurationProperties.class).isEnabled())
                    .isFalse();
            third.execute("update flyway_schema_history set success = false where version = '1'");
        }
        assertThatThrownBy(() -> PersistenceFixture.on(testDatabase, url)).hasStackTraceContaining("failed migration");
        testDatabase.drop(url);
    }

    @Test
    void theNewestVersionIsThatOfTheFiles() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            assertThat(files.mapToInt(file -> Integer.parseInt(
                                    file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1")))
                            .max())
                    .hasValue(SchemaVersionCheck.NEWEST);
        }
    }

    @Test
    void trainingsThatWaitedBeforeTheQueueKnewOfComputeAreClaimedByTheirs() {
        TestDatabase testDatabase = persistenceFixture.engine();
        String url = testDatabase.emptyDatabase();
        TrainingJob waiting = TestTrainings.training().backend("sagemaker").pending();
        try (PersistenceFixture old = PersistenceFixture.on(testDatabase, url, 12)) {
            old.bean(TrainingJobRepository.class).add(waiting);
            old.execute(
                    "insert into training_queue (job_id, attempt, lease_until) values (?, 0, date '2000-01-01')",
                    waiting.id().value());
        }

        try (PersistenceFixture now = PersistenceFixture.on(testDatabase, url)) {
            TrainingQueue queue = now.bean(TrainingQueue.class);
            assertThat(queue.claim("local-gpu", "a", Duration.ofMinutes(1))).isEmpty();
            assertThat(queue.claim("sagemaker", "b", Duration.ofMinutes(1)))
                    .hasValueSatisfying(claim ->
                            assertThat(claim.queued()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES)));
        }
        testDatabase.drop(url);
    }

    @Test
    void anImportThatWaitedBeforeImportsWereListedIsListedAndClaimed() {
        TestDatabase testDatabase = persistenceFixture.engine();
        String url = testDatabase.emptyDatabase();
        Checkpoint waiting = checkpoint()
                .by("ann")
                .status(CheckpointStatus.INITIAL)
                .files("a.ckpt")
                .build();
        try (PersistenceFixture old = PersistenceFixture.on(testDatabase, url, 41)) {
            old.bean(CheckpointRepository.class).add(waiting);
            old.execute(
                    "insert into checkpoint_import (checkpoint_id, attempt, claimed, next_try) values (?, 3, false,"
                            + " current_timestamp)",
                    waiting.id().value());
            old.execute(
                    "insert into checkpoint_import_file (checkpoint_id, position, url) values (?, 0, ?)",
                    waiting.id().value(),
                    "https://models.example/a.ckpt");
        }

        try (PersistenceFixture now = PersistenceFixture.on(testDatabase, url)) {
            CheckpointImportQueue imports = now.bean(CheckpointImportQueue.class);
            assertThat(imports.list(Optional.of(waiting.creator()), Optional.empty(), 10)
                            .items())
                    .extracting(ImportStatus::checkpoint)
                    .containsExactly(waiting);
            CheckpointImportQueue.Claim claim =
                    imports.claim(Duration.ofMinutes(1)).orElseThrow();
            assertThat(claim.attempt()).isEqualTo(4);
            assertThat(claim.since()).isEqualTo(waiting.created());
        }
        testDatabase.drop(url);
    }

    /** As described in UPGRADING.md. */
    @Test
    void aReplicaFromBeforeTheQueueKnewOfComputeCannotQueueTrainingsAnyMore() {
        TrainingJob training = TestTrainings.training().pending();
        persistenceFixture.bean(TrainingJobRepository.class).add(training);

        assertThatThrownBy(() -> persistenceFixture.execute(
                        "insert into training_queue (job_id, attempt, lease_until) values (?, 0, date '2000-01-01')",
                        training.id().value()))
                .hasCauseInstanceOf(SQLException.class);
    }

    @Test
    void whatWasOpenToAUserIsNotOpenToARoleOfThatNameNorTheOtherWayRound() {
        TestDatabase testDatabase = persistenceFixture.engine();
        String url = testDatabase.emptyDatabase();
        Checkpoint ofRole = checkpoint().by("cid").build();
        Checkpoint ofUser = checkpoint().by("ann").build();
        Checkpoint ofNamesake = checkpoint().by("bob").build();
        Checkpoint ofAll = checkpoint().by("cid").build();
        Dataset dataset = dataset().build();
        Model model = model().build();
        try (PersistenceFixture old = PersistenceFixture.on(testDatabase, url, 14)) {
            // What the repository writes now.
            old.execute("create table checkpoint_term (field varchar, term varchar, checkpoint_id uuid)");
            old.execute("create table model_hash (checkpoint_id uuid)");
            old.execute(
                    "create table model_reading (checkpoint_id uuid, attempt integer, tries integer, claimed boolean,"
                            + " next_try timestamp with time zone)");
            openTo(old, ofRole, "ann");
            openTo(old, ofUser, "ann");
            openTo(old, ofNamesake, "bob");
            openTo(old, ofAll, "*");
            old.bean(DatasetRepository.class).add(dataset, List.of());
            old.execute("update dataset_access set principal = ?", "ann");
            old.bean(ModelRepository.class).add(model);
            old.execute("update model_access set principal = ?", "designer");
            holdsARoleOfTheirName(old, "bob");
            List.of("checkpoint_term", "model_hash", "model_reading")
                    .forEach(table -> old.execute("drop table " + table));
        }

        try (PersistenceFixture now = PersistenceFixture.on(testDatabase, url)) {
            assertThat(allowed(now, ofRole)).isEqualTo(principals("ann"));
            assertThat(allowed(now, ofUser)).isEqualTo(principals("user:ann"));
            assertThat(allowed(now, ofNamesake)).isEqualTo(principals("bob"));
            assertThat(allowed(now, ofAll)).isEqualTo(principals("*"));
            assertThat(now.bean(DatasetRepository.class)
                            .find(dataset.name())
                            .orElseThrow()
                            .allowedRolesOrUsers())
                    .isEqualTo(principals("user:ann"));
            assertThat(now.bean(ModelRepository.class)
                            .find(model.id())
                            .orElseThrow()
                            .allowedRolesOrUsers())
                    .isEqualTo(principals("designer"));
            assertThat(now.ask("select count(*) from model_reading"))
                    .as("models of before are read")
                    .isEqualTo("4");
            assertThat(now.ask("select count(*) from checkpoint_term where field = 'NAME' and term = 'mod'"))
                    .as("and found")
                    .isEqualTo("4");
        }
        testDatabase.drop(url);
    }

    @Test
    void aJobThatWasQueuedBeforeNeedsWereRecordedIsClaimedAndReported() {
        TestDatabase testDatabase = persistenceFixture.engine();
        String url = testDatabase.emptyDatabase();
        InferenceJob queued = TestJobs.job().by("ann").started();
        InferenceJob another = TestJobs.job().by("ann").started();
        User ann = new User(new UserName("ann"), new UserName("ann"), Set.of(), Instant.EPOCH);
        try (PersistenceFixture old = PersistenceFixture.on(testDatabase, url, 17)) {
            old.bean(UserRepository.class).save(ann);
            // What the repository writes now.
            old.execute("alter table inference_job add column end_user varchar(256)");
            old.execute("alter table inference_job add column trace varchar(55)");
            old.execute("alter table inference_job add column model varchar(255)");
            old.execute("alter table inference_job add column prompt varchar(2000)");
            List.of(queued, another).forEach(job -> {
                old.bean(InferenceJobRepository.class).add(job);
                old.execute(
                        "insert into inference_queue (job_id, endpoint_id, urgency, model_stored, attempt)"
                                + " values (?, ?, 1, false, 0)",
                        job.id().value(),
                        job.place().endpoint().value());
            });
            old.execute("alter table inference_job drop column end_user");
            old.execute("alter table inference_job drop column trace");
            old.execute("alter table inference_job drop column model");
            old.execute("alter table inference_job drop column prompt");
        }

        try (PersistenceFixture now = PersistenceFixture.on(testDatabase, url)) {
            InferenceQueue queue = now.bean(InferenceQueue.class);
            assertThat(queue.needs()).as("what both need is the same").hasSize(1);
            Claimant node = new Claimant("node", Set.of(TestJobs.ENDPOINT), Set.of(), true, Optional.empty());
            assertThat(queue.claim(node, Duration.ofMinutes(1)))
                    .hasValueSatisfying(claim -> assertThat(claim.job()).isEqualTo(queued.id()));
            now.bean(InferenceJobRepository.class).delete(queued.id());
            assertThat(now.bean(EventLog.class).after(0, 10))
                    .extracting(RecordedEvent::position)
                    .containsExactly(1L);
        }
        testDatabase.drop(url);
    }

    private static void openTo(PersistenceFixture old, Checkpoint checkpoint, String principal) {
        old.bean(CheckpointRepository.class).add(checkpoint);
        old.execute(
                "update checkpoint_access set principal = ? where checkpoint_id = ?",
                principal,
                checkpoint.id().value());
    }

    private static void holdsARoleOfTheirName(PersistenceFixture old, String name) {
        UserName user = new UserName(name);
        Role role = new Role(new RoleName(name), user, Set.of(), Instant.EPOCH);
        old.bean(RoleRepository.class).save(role);
        old.execute("insert into app_user (name, creator, created) values (?, ?, date '2000-01-01')", name, name);
        old.execute("insert into user_role (user_name, role_name) values (?, ?)", name, name);
    }

    private static Set<Principal> allowed(PersistenceFixture now, Checkpoint checkpoint) {
        return now.bean(CheckpointRepository.class)
                .find(checkpoint.id())
                .orElseThrow()
                .allowedRolesOrUsers();
    }
}
