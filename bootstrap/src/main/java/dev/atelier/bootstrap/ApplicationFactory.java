package dev.atelier.bootstrap;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.checkpoint.BulkOperationsPolicy;
import dev.atelier.application.checkpoint.InspectionTurns;
import dev.atelier.application.compute.BackendRegistry;
import dev.atelier.application.inference.PayloadLimit;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.persistence.storage.S3BucketConfiguration;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Import;
import io.micronaut.context.annotation.Requires;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;

/** Makes beans of the use cases, which are plain Java, and of the values that they need. */
@Factory
@Import(
        packages = {
            "dev.atelier.application.access",
            "dev.atelier.application.checkpoint",
            "dev.atelier.application.dataset",
            "dev.atelier.application.endpoint",
            "dev.atelier.application.inference",
            "dev.atelier.application.merge",
            "dev.atelier.application.model",
            "dev.atelier.application.training"
        },
        annotated = "dev.atelier.application.UseCase")
final class ApplicationFactory {

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
    StorageLayout layout(@Value("${atelier.bucket}") String bucket) {
        return new StorageLayout(bucket);
    }

    @Singleton
    @Requires(property = "atelier.store", value = "s3")
    StorageLayout layoutInS3(S3BucketConfiguration bucket) {
        return new StorageLayout(bucket.bucket());
    }

    @Singleton
    PayloadLimit payloadLimit(@Value("${atelier.payload-max-bytes}") long bytes) {
        return new PayloadLimit(bytes);
    }

    @Singleton
    BulkOperationsPolicy bulkWork(@Value("${atelier.bulk-work}") boolean accepted) {
        return new BulkOperationsPolicy(accepted);
    }

    @Singleton
    InspectionTurns inspectionTurns() {
        return new InspectionTurns(InspectionTurns.PATIENCE, InspectionTurns.MAX_WAITING);
    }

    @Singleton
    BackendRegistry backends(
            Collection<BackendRegistry.ComputeBackend> backends, @Value("${atelier.backend}") String chosen) {
        return new BackendRegistry(backends, chosen);
    }
}
