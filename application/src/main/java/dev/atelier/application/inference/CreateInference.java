package dev.atelier.application.inference;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.UseCase;
import dev.atelier.application.access.OwnershipGuard;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.TaskType;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Creates a job on an endpoint that is open to the caller, and returns the upload URL of its payload. */
@UseCase
public class CreateInference {

    /** How long the upload URL of a payload is valid. */
    static final Duration UPLOAD_VALIDITY = Duration.ofHours(1);

    private final InferenceJobRepository jobs;
    private final ModelNameResolver modelNameResolver;
    private final EndpointSelector endpointSelector;
    private final ModelStore store;
    private final StorageLayout layout;
    private final PayloadLimit limit;
    private final IdGenerator idGenerator;
    private final Clock clock;

    public CreateInference(
            InferenceJobRepository jobs,
            ModelNameResolver modelNameResolver,
            EndpointSelector endpointSelector,
            ModelStore store,
            StorageLayout layout,
            PayloadLimit limit,
            IdGenerator idGenerator,
            Clock clock) {
        this.jobs = jobs;
        this.modelNameResolver = modelNameResolver;
        this.endpointSelector = endpointSelector;
        this.store = store;
        this.layout = layout;
        this.limit = limit;
        this.idGenerator = idGenerator;
        this.clock = clock;
    }

    /**
     * The job to create.
     *
     * @param inferenceType empty: the type of the endpoint; where that is not given either, Real-time if such an endpoint is open to
     *     the caller, else Async
     * @param models file names by type, in order
     * @param endpoint the name of the endpoint; empty: the least loaded of those open to the caller
     * @param endUser the client's own user for whom it is made; empty where the client does not say
     */
    public record Command(
            Optional<InferenceType> inferenceType,
            TaskType taskType,
            Map<CheckpointType, List<String>> models,
            Optional<EndpointName> endpoint,
            Optional<String> endUser) {

        public Command {
            boolean hasCheckpoint = !models.getOrDefault(CheckpointType.STABLE_DIFFUSION, List.of())
                    .isEmpty();
            if (taskType.needsCheckpoint() && !hasCheckpoint) {
                throw new InvalidRequestException(
                        "models should name a Stable-diffusion checkpoint, " + taskType.word() + " needs one");
            }
        }

        /** A job of a client that does not say for whom it is made. */
        public Command(
                Optional<InferenceType> inferenceType,
                TaskType taskType,
                Map<CheckpointType, List<String>> models,
                Optional<EndpointName> endpoint) {
            this(inferenceType, taskType, models, endpoint, Optional.empty());
        }
    }

    /** The new job, and the upload URL of its payload. */
    public record Created(InferenceJob job, URI payloadUrl) {}

    /** Stores the job, which awaits its payload. */
    public Created create(Caller caller, Command command) {
        return create(caller, command, new InferenceJobId(idGenerator.next()));
    }

    /** As above, with an id of the caller's choice. */
    public Created create(Caller caller, Command command, InferenceJobId id) {
        InferenceJob job = prepare(caller, command, id);
        jobs.add(job);
        return awaitingPayload(job);
    }

    /** What {@link #create} returned for the job; empty if it is not stored. */
    public Optional<Created> recall(Caller caller, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        return OwnershipGuard.INFERENCE.findIfPresent(jobs::find, caller, id).map(this::awaitingPayload);
    }

    private Created awaitingPayload(InferenceJob job) {
        return new Created(job, store.presignUpload(job.payload(), UPLOAD_VALIDITY, limit.bytes()));
    }

    /** The job, which is not stored: it is as soon as it is started with its payload. */
    public InferenceJob prepare(Caller caller, Command command) {
        return prepare(caller, command, new InferenceJobId(idGenerator.next()));
    }

    /** As above, with an id of the caller's choice. */
    public InferenceJob prepare(Caller caller, Command command, InferenceJobId id) {
        caller.require(ResourceType.INFERENCE, Action.CREATE);
        Endpoint endpoint = endpointSelector.choose(caller, command.inferenceType(), command.endpoint());
        List<ModelReference> models = modelNameResolver.resolve(caller, command.models());
        return InferenceJob.create(
                        id,
                        caller.name(),
                        endpoint.type(),
                        command.taskType(),
                        models,
                        InferenceJob.EndpointRef.of(endpoint),
                        layout.payload(command.taskType(), id),
                        layout.results(id),
                        clock.instant())
                .forEndUser(command.endUser().orElse(null));
    }
}
