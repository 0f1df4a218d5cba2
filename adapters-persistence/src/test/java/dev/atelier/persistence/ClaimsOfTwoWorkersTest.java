package dev.atelier.persistence;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.queue.Claim;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each queue shows a worker the other rows while a claim of one is not committed yet; merges have a test of their own. */
@OnBothDatabases
class ClaimsOfTwoWorkersTest {

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final PersistenceFixture persistenceFixture;

    ClaimsOfTwoWorkersTest(PersistenceFixture persistenceFixture) {
        persistenceFixture.clear();
        this.persistenceFixture = persistenceFixture;
    }

    @Test
    void ofInferences() throws Exception {
        InferenceQueue queue = persistenceFixture.bean(InferenceQueue.class);
        for (int i = 0; i < 2; i++) {
            TestJobs job = job();
            persistenceFixture.bean(InferenceJobRepository.class).add(job.created());
            assertThat(queue.enqueue(job.started())).isTrue();
        }

        assertThatBothClaim(node ->
                queue.claim(new Claimant(node, Set.of(TestJobs.ENDPOINT), Set.of(), true, Optional.empty()), LEASE));
    }

    @Test
    void ofTrainings() throws Exception {
        TrainingQueue queue = persistenceFixture.bean(TrainingQueue.class);
        TrainingJob first = training().pending();
        queue.enqueue(first);
        queue.enqueue(training().pending());

        assertThatBothClaim(worker -> queue.claim(first.plan().backend(), worker, LEASE));
    }

    @Test
    void ofImports() throws Exception {
        CheckpointImportQueue queue = persistenceFixture.bean(CheckpointImportQueue.class);
        for (int i = 0; i < 2; i++) {
            Checkpoint imported = checkpoint()
                    .status(CheckpointStatus.INITIAL)
                    .files("m" + i + ".safetensors")
                    .build();
            queue.add(
                    imported,
                    List.of(ImportSource.of(SourceUrl.parse("https://models.example/m" + i + ".safetensors"))),
                    Integer.MAX_VALUE);
        }

        assertThatBothClaim(worker -> queue.claim(LEASE));
    }

    /** @param claim makes the claim of a worker with this name */
    private void assertThatBothClaim(Function<String, Optional<? extends Claim<?>>> claim) throws Exception {
        TransactionTemplate transaction = persistenceFixture.bean(TransactionTemplate.class);
        transaction.execute(() -> {
            Object first = claim.apply("one").orElseThrow().job();
            CompletableFuture<Object> second = CompletableFuture.supplyAsync(
                    () -> claim.apply("two").<Object>map(Claim::job).orElse("nothing"));
            assertThat(second).succeedsWithin(30, TimeUnit.SECONDS).isNotIn(first, "nothing");
            return null;
        });
    }
}
