package dev.atelier.persistence.inference;

import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A job's row in the queue, without the columns of its claim.
 *
 * @param userName whose job it is
 * @param turn when it is due among its equals: {@link QueueTurns}
 * @param urgency lower is sooner; {@link #FAILED} is added once the job has failed
 * @param model the checkpoint that it uses; null if it needs none
 * @param need the same for jobs that need the same of a node
 */
@MappedEntity("inference_queue")
record InferenceQueueEntity(
        @Id UUID jobId,
        UUID endpointId,
        int urgency,
        @Nullable String model,
        boolean modelStored,
        UUID need,
        String userName,
        long turn) {

    private static final int REAL_TIME = 0;
    private static final int ASYNC = 1;

    /** More than any urgency of a job that has not failed. */
    static final int FAILED = 2;

    static InferenceQueueEntity of(InferenceJob job) {
        UUID endpoint = job.place().endpoint().value();
        String model = job.checkpoint().map(ModelReference::name).orElse(null);
        boolean stored = job.checkpoint().map(ModelReference::isStored).orElse(false);
        return new InferenceQueueEntity(
                job.id().value(),
                endpoint,
                job.inferenceType() == InferenceType.REAL_TIME ? REAL_TIME : ASYNC,
                model,
                stored,
                need(endpoint, model, stored, null),
                job.user().value(),
                0);
    }

    InferenceQueueEntity at(long given) {
        return new InferenceQueueEntity(jobId, endpointId, urgency, model, modelStored, need, userName, given);
    }

    /** The need of the job once these nodes do not get it again. */
    UUID need(@Nullable String excluded) {
        return need(endpointId, model, modelStored, excluded);
    }

    static UUID need(UUID endpoint, @Nullable String model, boolean stored, @Nullable String excluded) {
        // Neither a model nor a node has a line feed in its name.
        String all = endpoint + "\n" + stored + "\n" + (model == null ? "" : model) + "\n"
                + (excluded == null ? "" : excluded);
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
    }
}
