package dev.atelier.application.testing;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.CallOrigin;
import dev.atelier.application.checkpoint.CheckpointAccess;
import dev.atelier.application.checkpoint.InspectionTurns;
import dev.atelier.application.checkpoint.ModelDescriber;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.inference.CheckPayload;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.PayloadAdditions;
import dev.atelier.application.inference.PayloadRules;
import dev.atelier.application.inference.WaitingJobs;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.model.Model;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** All ports in memory, empty and wired together. */
public class InMemoryAtelier {

    public final SettableClock clock = new SettableClock();
    public final CountingIds ids = new CountingIds();
    public final StorageLayout layout = new StorageLayout("atelier");
    public final InMemoryAuditLog auditLog = new InMemoryAuditLog();
    public final Audit audit = new Audit(auditLog, () -> CallOrigin.Origin.NONE, ids, clock);
    public final RecordingTracer tracer = new RecordingTracer();
    public final InMemoryUserRepository users = new InMemoryUserRepository();
    public final InMemoryRoleRepository roles = new InMemoryRoleRepository(users);
    public final InMemoryQuotaRepository quotas = new InMemoryQuotaRepository(users, roles);
    public final CheckpointAccess checkpointAccess = new CheckpointAccess(users, roles);
    public final InMemoryPasswordHasher passwords = new InMemoryPasswordHasher();
    public final InMemoryApiKeyRepository keys = new InMemoryApiKeyRepository(clock);
    public final InMemorySessionRepository sessions = new InMemorySessionRepository();
    public final InMemoryCheckpointRepository checkpoints = new InMemoryCheckpointRepository();
    public final InMemoryCheckpointImportQueue imports = new InMemoryCheckpointImportQueue(checkpoints, clock);
    public final InMemoryRemoteFileDownloader remote = new InMemoryRemoteFileDownloader(clock);
    public final InMemoryImportCredentialRepository credentials = new InMemoryImportCredentialRepository();
    public final InMemoryModelHub hub = new InMemoryModelHub();
    public final InMemoryInspector inspector = new InMemoryInspector();
    public final InspectionTurns turns = new InspectionTurns(InspectionTurns.PATIENCE, InspectionTurns.MAX_WAITING);
    public final InMemoryModelRepository models = new InMemoryModelRepository(checkpoints, clock);
    public final InMemoryModelArchiveReader archives = new InMemoryModelArchiveReader();
    public final InMemoryDatasetRepository datasets = new InMemoryDatasetRepository();
    public final InMemoryEndpointRepository endpoints = new InMemoryEndpointRepository();
    public final InMemoryInferenceJobRepository jobs = new InMemoryInferenceJobRepository();
    public final InMemoryUsageTotals usage = jobs.usage();
    public final InMemoryRemoteInvocationRepository invocations = new InMemoryRemoteInvocationRepository(jobs);
    public final InMemoryIdempotencyRecordRepository idempotencyRecords =
            new InMemoryIdempotencyRecordRepository(clock);
    public final InMemoryNotificationBus signals = new InMemoryNotificationBus();
    public final InMemoryEventLog events = new InMemoryEventLog(clock);
    public final InMemoryWebhookRepository webhooks = new InMemoryWebhookRepository(events, clock);
    public final RecordingWebhookSender sender = new RecordingWebhookSender(clock);
    public final InMemoryModelStore store = new InMemoryModelStore(clock);
    public final InMemoryModelDescriptionReader headers = new InMemoryModelDescriptionReader();
    public final InMemoryModelDescriptionRepository descriptions = new InMemoryModelDescriptionRepository(checkpoints);
    public final InMemoryModelReadingQueue readings = new InMemoryModelReadingQueue(checkpoints, clock);
    public final InMemoryModelNotesRepository notes = new InMemoryModelNotesRepository(checkpoints);
    public final ModelDescriber describer = new ModelDescriber(store, headers, descriptions);
    public final InMemoryInferenceQueue queue = new InMemoryInferenceQueue(jobs, clock);
    public final CompleteInference complete =
            new CompleteInference(jobs, queue, store, signals, clock, Activities.unheard());
    public final InMemoryGenerationOptionRepository generationOptions = new InMemoryGenerationOptionRepository();
    public final InMemoryPayloads payloads = new InMemoryPayloads();
    public final PayloadRules rules = new PayloadRules(PayloadAdditions.NONE);
    public final CheckPayload check = new CheckPayload(
            rules, checkpoints, new AuthenticateCaller(new InMemoryCallerRepository(keys, users, roles)), descriptions);
    public final InMemoryAddedNodes addedNodes = new InMemoryAddedNodes(queue.drains(), clock);
    public final InMemoryLoadHistory load = new InMemoryLoadHistory();
    public final InMemoryNodes nodes = new InMemoryNodes(addedNodes);
    public final InMemoryBackend backend = new InMemoryBackend(jobs, signals, complete, nodes);
    public final InMemoryTrainingJobRepository trainings = new InMemoryTrainingJobRepository(clock);
    public final InMemoryTrainingRunner trainer = new InMemoryTrainingRunner(trainings);
    public final InMemoryMergeQueue merges = new InMemoryMergeQueue(checkpoints, clock);
    public final InMemoryMerger merger = new InMemoryMerger(store);
    public final BackendRegistry backendRegistry = backend.alone(trainer);

    public Endpoint add(TestEndpoints endpoint) {
        Endpoint built = endpoint.build();
        endpoints.add(built);
        return built;
    }

    public Checkpoint add(TestCheckpoints checkpoint) {
        Checkpoint built = checkpoint.build();
        checkpoints.add(built);
        return built;
    }

    public Model add(TestModels model) {
        Model built = model.build();
        models.add(built);
        return built;
    }

    public Dataset add(TestDatasets dataset) {
        Dataset built = dataset.build();
        datasets.add(built, dataset.items());
        return built;
    }

    public InferenceJob add(InferenceJob job) {
        jobs.add(job);
        return job;
    }

    /** Adds a created job whose payload has been uploaded. */
    public InferenceJob addUploaded(TestJobs job) {
        write(job.created().payload(), "{}");
        return add(job.created());
    }

    /** Writes a file to the store. */
    public void write(StorageUri location, String content) {
        try {
            store.put(location, new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), "text/plain");
        } catch (IOException e) {
            throw new AssertionError("memory does not break", e);
        }
    }

    /** The text of a file in the store. */
    public String read(StorageUri location) throws IOException {
        try (var content = store.open(location)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The collaborator that moves waiting jobs. */
    public WaitingJobs waitingJobs() {
        return new WaitingJobs(
                queue,
                queue,
                new AuthenticateCaller(new InMemoryCallerRepository(keys, users, roles)),
                backendRegistry,
                signals,
                audit);
    }
}
