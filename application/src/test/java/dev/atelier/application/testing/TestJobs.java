package dev.atelier.application.testing;

import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Builds jobs: Async txt2img with a stored checkpoint on {@link #ENDPOINT}, unless the test says otherwise. */
public final class TestJobs {

    /** The endpoint of jobs for which the test names none. */
    public static final EndpointId ENDPOINT = new EndpointId(UUID.fromString("0e0e0e0e-0000-4000-8000-000000000001"));

    /** The checkpoint of jobs for which the test names none. */
    public static final String CHECKPOINT = "paint.safetensors";

    private static final StorageLayout LAYOUT = new StorageLayout("atelier");

    private final InferenceJobId id = new InferenceJobId(UUID.randomUUID());
    private UserName user = new UserName("ann");
    private InferenceType inferenceType = InferenceType.ASYNC;
    private TaskType task = TaskType.TXT2IMG;
    private List<ModelReference> models = List.of(stored(CHECKPOINT));
    private InferenceJob.EndpointRef endpointRef = place(ENDPOINT);
    private Instant created = SettableClock.START;

    private TestJobs() {}

    public static TestJobs job() {
        return new TestJobs();
    }

    public TestJobs by(String name) {
        user = new UserName(name);
        return this;
    }

    public TestJobs realTime() {
        inferenceType = InferenceType.REAL_TIME;
        return this;
    }

    public TestJobs task(TaskType type) {
        task = type;
        return this;
    }

    /** With a checkpoint of this name whose file is in the store. */
    public TestJobs generation(String checkpoint) {
        return models(stored(checkpoint));
    }

    /** With a checkpoint of this name that is on GPU nodes only. */
    public TestJobs generatingOnNodes(String checkpoint) {
        ModelReference model = stored(checkpoint);
        return models(new ModelReference(model.type(), model.name(), model.checkpoint(), null, model.folder()));
    }

    public TestJobs models(ModelReference... used) {
        models = List.of(used);
        return this;
    }

    public TestJobs on(EndpointId endpoint) {
        endpointRef = place(endpoint);
        return this;
    }

    public TestJobs on(Endpoint endpoint) {
        endpointRef = InferenceJob.EndpointRef.of(endpoint);
        return this;
    }

    public TestJobs createdAt(Instant time) {
        created = time;
        return this;
    }

    /** The job, awaiting its payload. */
    public InferenceJob created() {
        return InferenceJob.create(
                id,
                user,
                inferenceType,
                task,
                models,
                endpointRef,
                LAYOUT.payload(task, id),
                LAYOUT.results(id),
                created);
    }

    /** The job in progress since a second after its creation. */
    public InferenceJob started() {
        return created().start(created.plusSeconds(1));
    }

    /** The job with one image, two seconds after its creation. */
    public InferenceJob succeeded() {
        return started().succeed(List.of("image_0.png"), created.plusSeconds(2));
    }

    private static InferenceJob.EndpointRef place(EndpointId endpoint) {
        return new InferenceJob.EndpointRef(
                endpoint, new EndpointName("e-" + endpoint), "ml.g5.2xlarge", InMemoryBackend.NAME);
    }

    private static ModelReference stored(String file) {
        CheckpointId checkpoint = new CheckpointId(UUID.nameUUIDFromBytes(file.getBytes(StandardCharsets.UTF_8)));
        var folder = LAYOUT.checkpoint(CheckpointType.STABLE_DIFFUSION, checkpoint);
        return new ModelReference(CheckpointType.STABLE_DIFFUSION, file, checkpoint, folder.resolve(file), folder);
    }
}
