package dev.atelier.persistence.training;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.ImageDefaults;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingSpec;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.persistence.NullableUtcTimestamp;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/** A training job's row. */
@MappedEntity("training_job")
record TrainingEntity(
        @Id UUID id,
        String userName,
        FoundationModel foundation,
        String baseName,
        String baseLocation,
        String dataset,
        int repeats,
        String caption,
        String options,
        String params,
        String input,
        String output,
        String backend,
        TrainingStatus status,
        String progress,
        String models,
        @Nullable String error,
        @UtcTimestamp Instant created,
        @NullableUtcTimestamp Instant started,
        @NullableUtcTimestamp Instant ended) {

    static TrainingEntity of(TrainingJob job, TrainingJsonColumns json) {
        TrainingSpec plan = job.plan();
        return new TrainingEntity(
                job.id().value(),
                job.user().value(),
                plan.foundation(),
                plan.base().name().value(),
                plan.base().location().toString(),
                plan.dataset().toString(),
                plan.images().repeats(),
                plan.images().caption(),
                json.map(plan.options()),
                json.map(plan.params()),
                plan.input().toString(),
                plan.output().toString(),
                plan.backend(),
                job.status(),
                json.progress(job),
                json.names(job.models()),
                job.error(),
                job.created(),
                job.started(),
                job.ended());
    }

    TrainingJob toJob(TrainingJsonColumns json) {
        TrainingSpec plan = new TrainingSpec(
                foundation,
                new ModelFile(new CheckpointFileName(baseName), StorageUri.parse(baseLocation)),
                StorageUri.parse(dataset),
                new ImageDefaults(repeats, caption),
                json.map(options),
                json.map(params),
                StorageUri.parse(input),
                StorageUri.parse(output),
                backend);
        return new TrainingJob(
                new TrainingId(id),
                new UserName(userName),
                plan,
                status,
                json.progress(progress),
                json.names(models),
                error,
                created,
                started,
                json.lastOutput(progress),
                ended);
    }
}
