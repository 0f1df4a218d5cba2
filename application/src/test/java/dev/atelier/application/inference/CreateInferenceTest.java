package dev.atelier.application.inference;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.inference.CreateInference.Command;
import dev.atelier.application.inference.CreateInference.Created;
import dev.atelier.application.testing.CountingIds;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CreateInferenceTest {

    private static final Map<CheckpointType, List<String>> MODEL =
            Map.of(CheckpointType.STABLE_DIFFUSION, List.of("model.ckpt"));

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final Endpoint endpoint = atelier.add(endpoint());
    private final Checkpoint model = atelier.add(checkpoint().files("model.ckpt"));
    private final CreateInference create = new CreateInference(
            atelier.jobs,
            new ModelNameResolver(atelier.checkpoints),
            new EndpointSelector(atelier.endpoints, atelier.backendRegistry),
            atelier.store,
            atelier.layout,
            new PayloadLimit(10),
            atelier.ids,
            atelier.clock);

    @Test
    void aNewJobAwaitsItsPayload() {
        Created created = create.create(designer("ann"), command(TaskType.TXT2IMG, MODEL));

        InferenceJob job = created.job();
        InferenceJobId id = new InferenceJobId(CountingIds.id(1));
        assertThat(job)
                .isEqualTo(InferenceJob.create(
                        id,
                        designer("ann").name(),
                        InferenceType.ASYNC,
                        TaskType.TXT2IMG,
                        List.of(ModelReference.of(model, new CheckpointFileName("model.ckpt"))),
                        InferenceJob.EndpointRef.of(endpoint),
                        atelier.layout.payload(TaskType.TXT2IMG, id),
                        atelier.layout.results(id),
                        atelier.clock.instant()));
        assertThat(atelier.jobs.find(id)).contains(job);
    }

    @Test
    void thePayloadGoesToItsUrlUpToTheLimitWithinAnHour() throws Exception {
        Created created = create.create(designer("ann"), command(TaskType.TXT2IMG, MODEL));

        assertThatThrownBy(() -> atelier.store.upload(created.payloadUrl(), new byte[11]))
                .isInstanceOf(PayloadTooLargeException.class);
        atelier.store.upload(created.payloadUrl(), new byte[10]);
        assertThat(atelier.store.find(created.job().payload())).isPresent();

        atelier.clock.pass(CreateInference.UPLOAD_VALIDITY);
        assertThatThrownBy(() -> atelier.store.upload(created.payloadUrl(), new byte[1]))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void whatGeneratesNeedsACheckpoint() {
        for (TaskType task : List.of(TaskType.TXT2IMG, TaskType.IMG2IMG)) {
            assertThatThrownBy(() -> command(task, Map.of(CheckpointType.LORA, List.of("lora"))))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("Stable-diffusion");
            assertThatThrownBy(() -> command(task, Map.of(CheckpointType.STABLE_DIFFUSION, List.of())))
                    .isInstanceOf(InvalidRequestException.class);
        }
    }

    @Test
    void whatDoesNotGenerateNeedsNone() {
        InferenceJob job = create.create(designer("ann"), command(TaskType.REMBG, Map.of()))
                .job();

        assertThat(job.models()).isEmpty();
    }

    @Test
    void isOfTheTypeOfTheEndpointWhereNoneIsAskedFor() {
        Endpoint realTime = atelier.add(endpoint().realTime());
        Command command = new Command(Optional.empty(), TaskType.REMBG, Map.of(), Optional.of(realTime.name()));

        assertThat(create.create(designer("ann"), command).job().inferenceType())
                .isEqualTo(InferenceType.REAL_TIME);
    }

    @Test
    void storesNothingWhenTheModelOrTheEndpointIsMissing() {
        Map<CheckpointType, List<String>> unknown = Map.of(CheckpointType.STABLE_DIFFUSION, List.of("unknown"));
        assertThatThrownBy(() -> create.create(designer("ann"), command(TaskType.TXT2IMG, unknown)))
                .isInstanceOf(InvalidRequestException.class);
        atelier.endpoints.delete(endpoint.id());
        assertThatThrownBy(() -> create.create(designer("ann"), command(TaskType.TXT2IMG, MODEL)))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(atelier.jobs.find(new InferenceJobId(CountingIds.id(1)))).isEmpty();
    }

    /** As in the reference: a client without an endpoint is to learn that first. */
    @Test
    void theEndpointIsLookedForBeforeTheModels() {
        atelier.endpoints.delete(endpoint.id());
        Map<CheckpointType, List<String>> unknown = Map.of(CheckpointType.STABLE_DIFFUSION, List.of("unknown"));

        assertThatThrownBy(() -> create.create(designer("ann"), command(TaskType.TXT2IMG, unknown)))
                .hasMessage("no available Async endpoints for user \"ann\"");
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> create.create(holding("ann", "inference:list"), command(TaskType.TXT2IMG, MODEL)))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(atelier.jobs.find(new InferenceJobId(CountingIds.id(1)))).isEmpty();
    }

    private static Command command(TaskType task, Map<CheckpointType, List<String>> models) {
        return new Command(Optional.of(InferenceType.ASYNC), task, models, Optional.empty());
    }
}
