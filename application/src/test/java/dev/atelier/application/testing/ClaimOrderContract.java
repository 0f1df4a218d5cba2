package dev.atelier.application.testing;

import static dev.atelier.application.testing.TestJobs.ENDPOINT;
import static dev.atelier.application.testing.TestJobs.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The order in which jobs are claimed: the first part of {@link InferenceQueueContract}. */
abstract class ClaimOrderContract extends QueuedJobsContract {

    @Test
    void givesTheOldestFirst() {
        InferenceJobId first = enqueue(job());
        InferenceJobId second = enqueue(job());
        InferenceJobId third = enqueue(job());

        assertThat(drain(node("n"))).containsExactly(first, second, third);
    }

    @Test
    void givesRealTimeJobsBeforeAsyncOnes() {
        InferenceJobId async = enqueue(job());
        InferenceJobId realTime = enqueue(job().realTime());
        InferenceJobId laterRealTime = enqueue(job().realTime());

        assertThat(drain(node("n"))).containsExactly(realTime, laterRealTime, async);
    }

    @Test
    void givesThePreferredCheckpointFirstAmongEquals() {
        InferenceJobId other = enqueue(job().generation("other"));
        InferenceJobId preferred = enqueue(job().generation("loaded"));
        InferenceJobId preferredLater = enqueue(job().generation("loaded"));
        InferenceJobId otherRealTime = enqueue(job().realTime().generation("other"));

        assertThat(drain(preferring("loaded"))).containsExactly(otherRealTime, preferred, preferredLater, other);
    }

    @Test
    void aPreferenceForAnUnusedCheckpointChangesNothing() {
        InferenceJobId first = enqueue(job().generation("one"));
        InferenceJobId second = enqueue(job().generation("two"));

        assertThat(drain(preferring("three"))).containsExactly(first, second);
    }

    @Test
    void givesOnlyJobsOfTheEndpointsThatTheNodeServes() {
        EndpointId elsewhere = new EndpointId(UUID.randomUUID());
        InferenceJobId remote = enqueue(job().on(elsewhere));
        InferenceJobId here = enqueue(job());

        assertThat(drain(serving(Set.of(ENDPOINT)))).containsExactly(here);
        assertThat(drain(serving(Set.of()))).isEmpty();
        assertThat(drain(serving(Set.of(ENDPOINT, elsewhere)))).containsExactly(remote);
    }

    @Test
    void givesOnlyJobsWhoseCheckpointTheNodeHas() {
        InferenceJobId stored = enqueue(job().generation("one"));
        InferenceJobId onNodes = enqueue(job().generatingOnNodes("two"));
        enqueue(job().generation("three"));
        enqueue(job().generatingOnNodes("four"));

        assertThat(drain(having(false, "one", "two", "five"))).containsExactly(stored, onNodes);
        assertThat(drain(having(false))).isEmpty();
    }

    @Test
    void givesStoredCheckpointsToNodesThatCanBeGivenFiles() {
        InferenceJobId stored = enqueue(job().generation("one"));
        enqueue(job().generatingOnNodes("two"));
        InferenceJobId onThisNode = enqueue(job().generatingOnNodes("three"));

        assertThat(drain(having(true, "three"))).containsExactly(stored, onThisNode);
    }

    @Test
    void theCheckpointOfAJobIsTheFirstOneItNames() {
        ModelReference first = job().generation("first").created().models().get(0);
        ModelReference second =
                job().generatingOnNodes("second").created().models().get(0);
        ModelReference lora =
                new ModelReference(CheckpointType.LORA, "lora", second.checkpoint(), null, second.folder());
        InferenceJobId id = enqueue(job().models(lora, first, second));

        assertThat(claimed(having(false, "lora", "second"))).isNull();
        assertThat(claimed(having(false, "first"))).isEqualTo(id);
    }

    @Test
    void givesJobsWithoutACheckpointToAnyone() {
        InferenceJobId rembg = enqueue(job().task(TaskType.REMBG).models());
        InferenceJobId extra = enqueue(
                job().task(TaskType.EXTRA_SINGLE_IMAGE).models(ModelReference.word(CheckpointType.VAE, "Automatic")));

        assertThat(drain(having(false))).containsExactly(rembg, extra);
    }

    private static Claimant preferring(String checkpoint) {
        return new Claimant("n", Set.of(ENDPOINT), Set.of(), true, Optional.of(new CheckpointFileName(checkpoint)));
    }

    private static Claimant serving(Set<EndpointId> endpoints) {
        return new Claimant("n", endpoints, Set.of(), true, Optional.empty());
    }

    private static Claimant having(boolean placesFiles, String... models) {
        return new Claimant("n", Set.of(ENDPOINT), Set.of(models), placesFiles, Optional.empty());
    }
}
