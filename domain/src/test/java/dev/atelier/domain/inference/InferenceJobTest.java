package dev.atelier.domain.inference;

import static dev.atelier.domain.inference.InferenceJobStatus.CANCELED;
import static dev.atelier.domain.inference.InferenceJobStatus.CREATED;
import static dev.atelier.domain.inference.InferenceJobStatus.FAILED;
import static dev.atelier.domain.inference.InferenceJobStatus.INPROGRESS;
import static dev.atelier.domain.inference.InferenceJobStatus.SUCCEED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InferenceJobTest {

    private static final Instant STARTED = Instant.EPOCH.plusSeconds(5);
    private static final Instant COMPLETED = Instant.EPOCH.plusSeconds(9);
    private static final ModelReference LORA = ModelReference.word(CheckpointType.LORA, "lora");
    private static final ModelReference FIRST = ModelReference.word(CheckpointType.STABLE_DIFFUSION, "first");
    private static final ModelReference SECOND = ModelReference.word(CheckpointType.STABLE_DIFFUSION, "second");

    @Test
    void walksTheTableOfItsStatuses() {
        Map<InferenceJobStatus, Set<InferenceJobStatus>> successors = Map.of(
                CREATED, Set.of(INPROGRESS),
                INPROGRESS, Set.of(SUCCEED, FAILED, CANCELED),
                SUCCEED, Set.of(),
                FAILED, Set.of(),
                CANCELED, Set.of());

        for (InferenceJobStatus from : InferenceJobStatus.values()) {
            for (InferenceJobStatus to : InferenceJobStatus.values()) {
                assertThat(from.canBecome(to))
                        .as(from + " to " + to)
                        .isEqualTo(successors.get(from).contains(to));
            }
            assertThat(from.isEnd()).isEqualTo(successors.get(from).isEmpty());
        }
    }

    @Test
    void remembersWhenItStartedAndEnded() {
        InferenceJob started = job().start(STARTED);
        InferenceJob ended = started.succeed(List.of("image_0.png"), COMPLETED);

        assertThat(started)
                .extracting(InferenceJob::status, InferenceJob::started, InferenceJob::completed)
                .containsExactly(INPROGRESS, STARTED, null);
        assertThat(ended)
                .extracting(InferenceJob::status, InferenceJob::started, InferenceJob::completed, InferenceJob::images)
                .containsExactly(SUCCEED, STARTED, COMPLETED, List.of("image_0.png"));
    }

    @Test
    void remembersWhyItFailed() {
        assertThat(job().start(STARTED).fail("no memory", COMPLETED))
                .extracting(InferenceJob::status, InferenceJob::error, InferenceJob::started, InferenceJob::completed)
                .containsExactly(FAILED, "no memory", STARTED, COMPLETED);
    }

    @Test
    void rejectsAStepThatItsStatusDoesNotAllow() {
        InferenceJob started = job().start(STARTED);
        InferenceJob ended = started.fail("no memory", COMPLETED);

        assertThatThrownBy(() -> job().fail("early", COMPLETED)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> started.start(STARTED))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("is inprogress and cannot become inprogress");
        assertThatThrownBy(() -> ended.succeed(List.of(), COMPLETED)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void generatesWithTheFirstCheckpointItNames() {
        assertThat(job(LORA, FIRST, SECOND).checkpoint()).contains(FIRST);
        assertThat(job(LORA).checkpoint()).isEmpty();
    }

    private static InferenceJob job(ModelReference... models) {
        return InferenceJob.create(
                new InferenceJobId(new UUID(1, 2)),
                new UserName("ann"),
                InferenceType.ASYNC,
                TaskType.TXT2IMG,
                List.of(models),
                new InferenceJob.EndpointRef(
                        new EndpointId(new UUID(3, 4)), new EndpointName("e"), "ml.g5.2xlarge", "local-gpu"),
                new StorageUri("b", "payload"),
                new StorageUri("b", "results"),
                Instant.EPOCH);
    }
}
