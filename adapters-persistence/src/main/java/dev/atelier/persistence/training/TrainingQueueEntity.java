package dev.atelier.persistence.training;

import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/** A job's row in the queue, without the columns of its claim. */
@MappedEntity("training_queue")
record TrainingQueueEntity(@Id UUID jobId, int attempt, @UtcTimestamp Instant queued) {

    /** The worker's current claim. */
    Claim claimOf(String worker) {
        return new Claim(new TrainingId(jobId), worker, attempt, queued);
    }

    /** The claim that the worker has once it is given the job. */
    Claim next(String worker) {
        return new Claim(new TrainingId(jobId), worker, attempt + 1, queued);
    }
}
