package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.atelier.application.access.PrepareAccess;
import dev.atelier.application.access.Users;
import dev.atelier.application.testing.TestTrainings;
import dev.atelier.application.training.TrainingJobs;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.persistence.testing.Engine;
import dev.atelier.persistence.testing.Installation;
import dev.atelier.persistence.testing.OnBothDatabases;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class MigrationTest {

    private final Installation installation;

    MigrationTest(Installation installation) {
        this.installation = installation;
    }

    @Test
    void aSecondStartFindsTheSchemaInPlaceAndTheRowsToo() {
        String applied = "select count(*) from flyway_schema_history";
        User user = new User(PrepareAccess.BUILT_IN_USER, new UserName("root"), Set.of(), Instant.EPOCH);
        installation.bean(Users.class).save(user);
        String before = installation.ask(applied);

        try (Installation again = installation.replica()) {
            assertThat(again.bean(Users.class).find(user.name())).contains(user);
            assertThat(again.ask(applied)).isEqualTo(before);
        }
    }

    @Test
    void trainingsThatWaitedBeforeTheQueueKnewOfComputeAreClaimedByTheirs() {
        Engine engine = installation.engine();
        String url = engine.emptyDatabase();
        TrainingJob waiting = TestTrainings.training().backend("sagemaker").pending();
        try (Installation old = Installation.on(engine, url, 12)) {
            old.bean(TrainingJobs.class).add(waiting);
            old.execute(
                    "insert into training_queue (job_id, attempt, lease_until) values (?, 0, date '2000-01-01')",
                    waiting.id().value());
        }

        try (Installation now = Installation.on(engine, url)) {
            TrainingQueue queue = now.bean(TrainingQueue.class);
            assertThat(queue.claim("local-gpu", "a", Duration.ofMinutes(1))).isEmpty();
            assertThat(queue.claim("sagemaker", "b", Duration.ofMinutes(1)))
                    .hasValueSatisfying(claim ->
                            assertThat(claim.queued()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES)));
        }
        engine.drop(url);
    }

    /** As UPGRADING.md says. */
    @Test
    void aReplicaFromBeforeTheQueueKnewOfComputeCannotQueueTrainingsAnyMore() {
        TrainingJob training = TestTrainings.training().pending();
        installation.bean(TrainingJobs.class).add(training);

        assertThatThrownBy(() -> installation.execute(
                        "insert into training_queue (job_id, attempt, lease_until) values (?, 0, date '2000-01-01')",
                        training.id().value()))
                .hasCauseInstanceOf(SQLException.class);
    }
}
