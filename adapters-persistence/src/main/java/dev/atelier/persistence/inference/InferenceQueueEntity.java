package dev.atelier.persistence.inference;

import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/**
 * A job's row in the queue, without the columns of its claim.
 *
 * @param urgency lower is sooner; {@link #FAILED} is added once the job has failed
 * @param model the checkpoint that it uses; null if it needs none
 */
@MappedEntity("inference_queue")
record InferenceQueueEntity(
        @Id UUID jobId,
        UUID endpointId,
        int urgency,
        @Nullable String model,
        boolean modelStored) {

    private static final int REAL_TIME = 0;
    private static final int ASYNC = 1;

    /** More than any urgency of a job that has not failed. */
    static final int FAILED = 2;

    static InferenceQueueEntity of(InferenceJob job) {
        return new InferenceQueueEntity(
                job.id().value(),
                job.place().endpoint().value(),
                job.inferenceType() == InferenceType.REAL_TIME ? REAL_TIME : ASYNC,
                job.checkpoint().map(ModelReference::name).orElse(null),
                job.checkpoint().map(ModelReference::isStored).orElse(false));
    }
}
