package dev.atelier.persistence.access;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.application.testing.TestMerges.checkpointOf;
import static dev.atelier.application.testing.TestMerges.merge;
import static dev.atelier.application.testing.TestModels.model;
import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.idempotency.IdempotencyKey;
import dev.atelier.application.idempotency.IdempotencyRecordRepository;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.merge.MergeQueue;
import dev.atelier.application.model.ModelRepository;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.UserRepositoryContract;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcUserRepositoryTest extends UserRepositoryContract {

    private static final UserName BOB = new UserName("bob");

    private final PersistenceFixture persistenceFixture;
    private final UserRepository users;

    JdbcUserRepositoryTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        persistenceFixture.clear();
        users = persistenceFixture.bean(UserRepository.class);
        RoleRepository roles = persistenceFixture.bean(RoleRepository.class);
        GIVEN.forEach(name -> roles.save(new Role(name, BOB, Set.of(), SettableClock.START)));
    }

    @Override
    protected UserRepository users() {
        return users;
    }

    @Test
    void aRoleThatIsGoneMeanwhileCannotBeGiven() {
        User before = new User(BOB, BOB, Set.of(new RoleName("guest")), SettableClock.START);
        users.add(before, "hash");
        User ghostly = new User(BOB, BOB, Set.of(new RoleName("ghost")), SettableClock.START);

        assertThatThrownBy(() -> users.save(ghostly, "another hash"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("a role of user bob does not exist any more: [ghost]");
        assertThat(users.find(BOB)).contains(before);
        assertThat(users.passwordHash(BOB)).contains("hash");
    }

    @Test
    void theNameOfADeletedUserIsFreeOnceNothingBearsItAnyMore() {
        UserName ann = new UserName("ann");
        User user = new User(ann, BOB, Set.of(), SettableClock.START);
        List<Runnable> makings = List.of(
                () -> persistenceFixture
                        .bean(CheckpointRepository.class)
                        .add(checkpoint().build()),
                () -> persistenceFixture
                        .bean(DatasetRepository.class)
                        .add(dataset().build(), List.of()),
                () -> persistenceFixture.bean(ModelRepository.class).add(model().build()),
                () -> persistenceFixture
                        .bean(EndpointRepository.class)
                        .add(endpoint().by("ann").build()),
                () -> persistenceFixture
                        .bean(InferenceJobRepository.class)
                        .add(job().by("ann").created()),
                () -> persistenceFixture
                        .bean(TrainingJobRepository.class)
                        .add(training().by("ann").initial()),
                () -> {
                    MergeJob merge = merge("x.safetensors");
                    persistenceFixture.bean(MergeQueue.class).add(merge, checkpointOf(merge));
                    persistenceFixture.execute("delete from checkpoint");
                });
        for (Runnable making : makings) {
            assertThat(users.add(user, "hash")).isTrue();
            making.run();
            users.delete(List.of(ann));

            assertThatThrownBy(() -> users.add(user, "hash"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("\"ann\" was deleted");
            assertThatThrownBy(() -> users.save(user)).isInstanceOf(InvalidRequestException.class);
            assertThat(users.find(ann)).isEmpty();
            persistenceFixture.clear();
        }
        assertThat(users.add(user, "hash")).isTrue();
    }

    @Test
    void theAnswersKeptForADeletedUserAreNotGivenToTheNextOfThatName() {
        IdempotencyRecordRepository records = persistenceFixture.bean(IdempotencyRecordRepository.class);
        UserName ann = new UserName("ann");
        UserName cid = new UserName("cid");
        for (UserName name : List.of(ann, cid)) {
            users.add(new User(name, BOB, Set.of(), SettableClock.START), "hash");
            UUID token = UUID.randomUUID();
            records.claim(key(name), "digest", token, UUID.randomUUID(), Duration.ofMinutes(1));
            records.release(key(name), token, Optional.of("an answer"));
        }

        users.delete(List.of(ann));

        assertThat(claimAgain(records, ann)).isEqualTo(IdempotencyRecordRepository.State.NEW);
        assertThat(claimAgain(records, cid)).isEqualTo(IdempotencyRecordRepository.State.ANSWERED);
    }

    private static IdempotencyKey key(UserName name) {
        return new IdempotencyKey(name, "POST /inferences", "key");
    }

    private static IdempotencyRecordRepository.State claimAgain(IdempotencyRecordRepository records, UserName name) {
        return records.claim(key(name), "digest", UUID.randomUUID(), UUID.randomUUID(), Duration.ofMinutes(1))
                .state();
    }

    @Test
    void theRejectionOfADeletedNameSaysWhatKindsOfRecordsBearIt() {
        persistenceFixture.bean(CheckpointRepository.class).add(checkpoint().build());
        persistenceFixture
                .bean(InferenceJobRepository.class)
                .add(job().by("ann").created());
        MergeJob merge = merge("x.safetensors");
        persistenceFixture.bean(MergeQueue.class).add(merge, checkpointOf(merge));

        assertThatThrownBy(() -> users.add(new User(new UserName("ann"), BOB, Set.of(), SettableClock.START), "hash"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("still bear the name")
                .hasMessageContainingAll("checkpoints", "inferences", "merges in progress")
                .hasMessageNotContainingAny("datasets", "trainings");
    }

    @Test
    void aMergeThatHasEndedDoesNotHoldTheNameOfADeletedUser() {
        MergeQueue merges = persistenceFixture.bean(MergeQueue.class);
        MergeJob merge = merge("x.safetensors");
        merges.add(merge, checkpointOf(merge));
        persistenceFixture.execute("delete from checkpoint");
        merges.complete(
                merges.claim(Duration.ofMinutes(1)).orElseThrow(),
                merge.fail("its models do not fit", SettableClock.START));

        assertThat(users.add(new User(new UserName("ann"), BOB, Set.of(), SettableClock.START), "hash"))
                .isTrue();
    }
}
