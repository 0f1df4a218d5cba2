package dev.atelier.persistence.inference;

import dev.atelier.application.idempotency.RequestInProgressException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.domain.inference.PromptText;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.persistence.NullableUtcTimestamp;
import dev.atelier.persistence.SqlStates;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.exceptions.DataAccessException;
import java.time.Instant;
import java.util.UUID;

/** An inference job's row. */
@MappedEntity("inference_job")
record InferenceJobEntity(
        @Id UUID id,
        String userName,
        @Nullable String endUser,
        InferenceType inferenceType,
        TaskType taskType,
        String models,
        UUID endpointId,
        String endpointName,
        String instanceType,
        String backend,
        String payload,
        String results,
        InferenceJobStatus status,
        String images,
        @Nullable String error,
        @UtcTimestamp Instant created,
        @NullableUtcTimestamp Instant started,
        @NullableUtcTimestamp Instant completed,
        @Nullable String trace,
        @Nullable String model,
        @Nullable String prompt) {

    static InferenceJobEntity of(InferenceJob job, InferenceJobJsonColumns json) {
        return new InferenceJobEntity(
                job.id().value(),
                job.user().value(),
                job.endUser(),
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
                job.completed(),
                trace(job),
                model(job),
                prompt(job));
    }

    /** @throws RequestInProgressException if another attempt of the same request has stored it */
    static void insert(InferenceJobDao rows, InferenceJob job, InferenceJobJsonColumns json) {
        try {
            rows.save(of(job, json));
        } catch (DataAccessException e) {
            if (SqlStates.isUniqueViolation(e)) {
                throw new RequestInProgressException(
                        "inference " + job.id() + " was created by an earlier request; try again later");
            }
            throw e;
        }
    }

    /** Inserts the started job or, if it is stored, starts it; false when it is not {@code CREATED} any more. */
    static boolean storeStarted(
            InferenceJobDao rows, InferenceJob started, boolean isNew, InferenceJobJsonColumns json) {
        if (isNew) {
            insert(rows, started, json);
            return true;
        }
        return rows.start(
                        started.id().value(),
                        started.started(),
                        json.models(started.models()),
                        trace(started),
                        model(started),
                        prompt(started))
                > 0;
    }

    /** Stores how the job ended; false when it is not {@code INPROGRESS} any more. */
    static boolean storeEnd(InferenceJobDao rows, InferenceJob ended, InferenceJobJsonColumns json) {
        return rows.end(
                        ended.id().value(),
                        ended.status(),
                        json.images(ended.images()),
                        ended.error(),
                        ended.completed())
                > 0;
    }

    private static String trace(InferenceJob job) {
        return job.trace() == null ? null : job.trace().toString();
    }

    private static String model(InferenceJob job) {
        return job.checkpoint().map(ModelReference::name).orElse(null);
    }

    private static String prompt(InferenceJob job) {
        return job.prompt() == null ? null : job.prompt().value();
    }

    InferenceJob toJob(InferenceJobJsonColumns json) {
        return new InferenceJob(
                new InferenceJobId(id),
                new UserName(userName),
                endUser,
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
                completed,
                TraceContext.parse(trace).orElse(null),
                prompt == null ? null : new PromptText(prompt));
    }
}
