package dev.atelier.persistence.inference;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.JobId;
import dev.atelier.domain.inference.JobStatus;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.persistence.Utc;
import dev.atelier.persistence.UtcOrNull;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/** A job's row. */
@MappedEntity("inference_job")
record InferenceJobEntity(
        @Id UUID id,
        String userName,
        InferenceType inferenceType,
        TaskType taskType,
        String models,
        UUID endpointId,
        String endpointName,
        String instanceType,
        String backend,
        String payload,
        String results,
        JobStatus status,
        String images,
        @Nullable String error,
        @Utc Instant created,
        @UtcOrNull Instant started,
        @UtcOrNull Instant completed) {

    static InferenceJobEntity of(InferenceJob job, JobJson json) {
        return new InferenceJobEntity(
                job.id().value(),
                job.user().value(),
                job.inferenceType(),
                job.taskType(),
                json.models(job.models()),
                job.place().endpoint().value(),
                job.place().name().value(),
                job.place().instanceType(),
                job.place().backend(),
                job.payload().toString(),
                job.results().toString(),
                job.status(),
                json.images(job.images()),
                job.error(),
                job.created(),
                job.started(),
                job.completed());
    }

    InferenceJob toJob(JobJson json) {
        return new InferenceJob(
                new JobId(id),
                new UserName(userName),
                inferenceType,
                taskType,
                json.models(models),
                new InferenceJob.EndpointRef(
                        new EndpointId(endpointId), new EndpointName(endpointName), instanceType, backend),
                StorageUri.parse(payload),
                StorageUri.parse(results),
                status,
                json.images(images),
                error,
                created,
                started,
                completed);
    }
}
