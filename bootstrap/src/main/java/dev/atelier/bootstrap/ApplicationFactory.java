package dev.atelier.bootstrap;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.NotificationBus;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.checkpoint.BulkOperationsPolicy;
import dev.atelier.application.checkpoint.InspectionTurns;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.event.EventFeed;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.idempotency.IdempotencyRecordRepository;
import dev.atelier.application.idempotency.RunOnce;
import dev.atelier.application.inference.CompleteInference;
import dev.atelier.application.inference.InferenceJobRepository;
import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.inference.WaitForInference;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.bootstrap.context.BulkOperationsConfiguration;
import dev.atelier.bootstrap.context.ServiceConfiguration;
import dev.atelier.persistence.event.EventConfiguration;
import dev.atelier.persistence.storage.s3.S3BucketConfiguration;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Import;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes beans of the use cases and their helpers, which are plain Java, and of the values that they need. */
@Factory
@Import(
        packages = {
            "dev.atelier.application.access",
            "dev.atelier.application.activity",
            "dev.atelier.application.audit",
            "dev.atelier.application.checkpoint",
            "dev.atelier.application.dataset",
            "dev.atelier.application.endpoint",
            "dev.atelier.application.event",
            "dev.atelier.application.idempotency",
            "dev.atelier.application.inference",
            "dev.atelier.application.merge",
            "dev.atelier.application.metrics",
            "dev.atelier.application.model",
            "dev.atelier.application.node",
            "dev.atelier.application.tracing",
            "dev.atelier.application.training",
            "dev.atelier.application.usage",
            "dev.atelier.application.webhook"
        },
        annotated = {"dev.atelier.application.UseCase", "dev.atelier.application.Collaborator"})
final class ApplicationFactory {

    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

    /** Microseconds, the resolution of the databases, so that a stored time equals the original. */
    @Singleton
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
    }

    @Singleton
    IdGenerator ids() {
        return UUID::randomUUID;
    }

    @Singleton
    @Requires(property = "atelier.store", notEquals = "s3")
    StorageLayout layout(ServiceConfiguration configuration) {
        return new StorageLayout(configuration.bucket());
    }

    @Singleton
    @Requires(property = "atelier.store", value = "s3")
    StorageLayout layoutInS3(S3BucketConfiguration bucket) {
        return new StorageLayout(bucket.bucket());
    }

    @Singleton
    PayloadLimit payloadLimit(ServiceConfiguration configuration) {
        return new PayloadLimit(configuration.payloadMaxBytes());
    }

    @Singleton
    BulkOperationsPolicy bulkOperations(BulkOperationsConfiguration configuration) {
        return new BulkOperationsPolicy(configuration.enabled());
    }

    @Singleton
    InspectionTurns inspectionTurns() {
        return new InspectionTurns(InspectionTurns.PATIENCE, InspectionTurns.MAX_WAITING);
    }

    /** One for the process, as it hands ended jobs to the callers that wait for them; other use cases have no state. */
    @Singleton
    @Primary
    CompleteInference completeInference(
            InferenceJobRepository jobs,
            InferenceQueue queue,
            ModelStore store,
            NotificationBus notificationBus,
            Clock clock,
            Activities activities) {
        return new CompleteInference(jobs, queue, store, notificationBus, clock, activities);
    }

    /** Ends its streams before the server stops to wait for them. */
    @Bean(preDestroy = "close")
    @Singleton
    EventFeed eventFeed(EventLog log, NotificationBus notificationBus, EventConfiguration configuration) {
        return new EventFeed(
                log,
                notificationBus,
                new EventFeed.Settings(
                        configuration.heartbeat(), configuration.streamLifetime(), configuration.streamsPerUser()),
                LOG::warn);
    }

    /** Its polls and continuations use the database, as operations do. */
    @Singleton
    @Primary
    WaitForInference waitForInference(
            NotificationBus notificationBus,
            InferenceJobRepository jobs,
            @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        return new WaitForInference(notificationBus, jobs, threads);
    }

    @Singleton
    @Primary
    RunOnce runOnce(
            IdempotencyRecordRepository records,
            IdGenerator idGenerator,
            @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
        return new RunOnce(records, idGenerator, threads, RunOnce.LEASE);
    }

    @Singleton
    BackendRegistry backends(Collection<BackendRegistry.ComputeBackend> backends, ServiceConfiguration configuration) {
        return new BackendRegistry(backends, configuration.backend());
    }
}
