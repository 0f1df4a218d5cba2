package dev.atelier.rest.testing;

import dev.atelier.application.DatabaseOutage;
import dev.atelier.application.IdGenerator;
import dev.atelier.application.NotificationBus;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.access.CallerRepository;
import dev.atelier.application.access.PasswordHasher;
import dev.atelier.application.access.QuotaRepository;
import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.SessionRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.audit.AuditLog;
import dev.atelier.application.checkpoint.BulkOperationsPolicy;
import dev.atelier.application.checkpoint.CheckpointImportQueue;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ImportCredentialRepository;
import dev.atelier.application.checkpoint.ImportPolicy;
import dev.atelier.application.checkpoint.InspectionTurns;
import dev.atelier.application.checkpoint.ModelArchiveReader;
import dev.atelier.application.checkpoint.ModelDescriptionReader;
import dev.atelier.application.checkpoint.ModelDescriptionRepository;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelHashRepository;
import dev.atelier.application.checkpoint.ModelHub;
import dev.atelier.application.checkpoint.ModelNotesRepository;
import dev.atelier.application.checkpoint.ModelReadingQueue;
import dev.atelier.application.checkpoint.RemoteFileDownloader;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.endpoint.EndpointRepository;
import dev.atelier.application.idempotency.RunOnce;
import dev.atelier.application.inference.GenerationOptionRepository;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.QueuedJobs;
import dev.atelier.application.inference.WaitForInference;
import dev.atelier.application.merge.MergeQueue;
import dev.atelier.application.merge.ModelMerger;
import dev.atelier.application.metrics.LoadHistory;
import dev.atelier.application.metrics.MetricsReport;
import dev.atelier.application.model.ModelRepository;
import dev.atelier.application.node.AddedNodes;
import dev.atelier.application.node.NodeDrains;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.PresignedUrlHandler;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.application.usage.UsageTotals;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.sql.SQLTransientConnectionException;
import java.time.Clock;
import java.util.concurrent.ExecutorService;

/** The ports of the use cases, in memory. */
@Factory
class InMemoryPorts {

    /** The limit of payloads. */
    static final long PAYLOAD_LIMIT = 100_000;

    @Singleton
    MetricsReport metrics() {
        return () -> "# TYPE atelier_jobs_started_total counter\natelier_jobs_started_total 3\n";
    }

    @Singleton
    InMemoryAtelier atelier() {
        return new InMemoryAtelier();
    }

    @Bean
    AuditLog auditLog(InMemoryAtelier atelier) {
        return atelier.auditLog;
    }

    @Bean
    UserRepository users(InMemoryAtelier atelier) {
        return atelier.users;
    }

    @Bean
    RoleRepository roles(InMemoryAtelier atelier) {
        return atelier.roles;
    }

    @Bean
    ApiKeyRepository keys(InMemoryAtelier atelier) {
        return atelier.keys;
    }

    @Bean
    SessionRepository sessions(InMemoryAtelier atelier) {
        return atelier.sessions;
    }

    @Bean
    DatabaseOutage outage() {
        return failure -> failure instanceof SQLTransientConnectionException;
    }

    @Bean
    CallerRepository callers(ApiKeyRepository keys, UserRepository users, RoleRepository roles) {
        return new InMemoryCallerRepository(keys, users, roles);
    }

    @Bean
    CheckpointRepository checkpoints(InMemoryAtelier atelier) {
        return atelier.checkpoints;
    }

    @Bean
    PasswordHasher passwords(InMemoryAtelier atelier) {
        return atelier.passwords;
    }

    @Bean
    CheckpointImportQueue imports(InMemoryAtelier atelier) {
        return atelier.imports;
    }

    @Bean
    ImportPolicy importPolicy() {
        return new ImportPolicy(20, 20);
    }

    @Bean
    ImportCredentialRepository credentials(InMemoryAtelier atelier) {
        return atelier.credentials;
    }

    @Bean
    ModelHub hub(InMemoryAtelier atelier) {
        return atelier.hub;
    }

    @Bean
    RemoteFileDownloader remote(InMemoryAtelier atelier) {
        return atelier.remote;
    }

    @Bean
    ModelFileInspector inspector(InMemoryAtelier atelier) {
        return atelier.inspector;
    }

    @Bean
    ModelDescriptionReader headers(InMemoryAtelier atelier) {
        return atelier.headers;
    }

    @Bean
    ModelDescriptionRepository descriptions(InMemoryAtelier atelier) {
        return atelier.descriptions;
    }

    @Bean
    ModelReadingQueue readings(InMemoryAtelier atelier) {
        return atelier.readings;
    }

    @Bean
    ModelNotesRepository notes(InMemoryAtelier atelier) {
        return atelier.notes;
    }

    @Bean
    ModelHashRepository hashes(InMemoryAtelier atelier) {
        return atelier.readings;
    }

    @Bean
    InspectionTurns turns(InMemoryAtelier atelier) {
        return atelier.turns;
    }

    @Bean
    ModelRepository models(InMemoryAtelier atelier) {
        return atelier.models;
    }

    @Bean
    ModelArchiveReader archives(InMemoryAtelier atelier) {
        return atelier.archives;
    }

    @Bean
    MergeQueue merges(InMemoryAtelier atelier) {
        return atelier.merges;
    }

    @Bean
    ModelMerger merger(InMemoryAtelier atelier) {
        return atelier.merger;
    }

    @Bean
    TrainingJobRepository trainings(InMemoryAtelier atelier) {
        return atelier.trainings;
    }

    @Bean
    TrainingQueue trainingQueue(InMemoryAtelier atelier) {
        return atelier.trainings;
    }

    @Bean
    InferenceQueue inferenceQueue(InMemoryAtelier atelier) {
        return atelier.queue;
    }

    @Bean
    QuotaRepository quotas(InMemoryAtelier atelier) {
        return atelier.quotas;
    }

    @Bean
    UsageTotals usage(InMemoryAtelier atelier) {
        return atelier.usage;
    }

    @Bean
    LoadHistory load(InMemoryAtelier atelier) {
        return atelier.load;
    }

    @Bean
    QueuedJobs queuedJobs(InMemoryAtelier atelier) {
        return atelier.queue;
    }

    @Bean
    AddedNodes addedNodes(InMemoryAtelier atelier) {
        return atelier.addedNodes;
    }

    @Bean
    NodeDrains nodeDrains(InMemoryAtelier atelier) {
        return atelier.queue.drains();
    }

    @Bean
    DatasetRepository datasets(InMemoryAtelier atelier) {
        return atelier.datasets;
    }

    @Bean
    EndpointRepository endpoints(InMemoryAtelier atelier) {
        return atelier.endpoints;
    }

    @Bean
    InferenceJobRepository jobs(InMemoryAtelier atelier) {
        return atelier.jobs;
    }

    @Bean
    GenerationOptionRepository generationOptions(InMemoryAtelier atelier) {
        return atelier.generationOptions;
    }

    @Bean
    ModelStore store(InMemoryAtelier atelier) {
        return atelier.store;
    }

    @Bean
    StorageLayout layout(InMemoryAtelier atelier) {
        return atelier.layout;
    }

    @Bean
    NotificationBus signals(InMemoryAtelier atelier) {
        return atelier.signals;
    }

    @Bean
    BackendRegistry backends(InMemoryAtelier atelier) {
        return atelier.backendRegistry;
    }

    @Bean
    IdGenerator ids(InMemoryAtelier atelier) {
        return atelier.ids;
    }

    @Bean
    Clock clock(InMemoryAtelier atelier) {
        return atelier.clock;
    }

    @Singleton
    @Primary
    WaitForInference waits(InMemoryAtelier atelier, @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        return new WaitForInference(atelier.signals, atelier.jobs, threads);
    }

    @Singleton
    @Primary
    RunOnce runOnce(InMemoryAtelier atelier, @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        return new RunOnce(atelier.idempotencyRecords, atelier.ids, threads, RunOnce.LEASE);
    }

    @Singleton
    BulkOperationsPolicy bulkWork(@Value("${atelier.bulk-operations.enabled:true}") boolean accepted) {
        return new BulkOperationsPolicy(accepted);
    }

    @Bean
    PayloadLimit payloadLimit() {
        return new PayloadLimit(PAYLOAD_LIMIT);
    }

    @Singleton
    @Requires(property = "test.files", value = "true", defaultValue = "true")
    PresignedUrlHandler files(InMemoryAtelier atelier) {
        return new InMemoryPresignedUrlHandler(atelier.store);
    }
}
