package dev.atelier.persistence.training;

import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;
import java.util.UUID;

/** A place in the queue; the rest of its row is about who may claim it. */
@MappedEntity("training_queue")
record TrainingQueueEntity(@Id UUID jobId, int attempt, @UtcTimestamp Instant queued) {

    /** The claim that the worker has. */
    Claim claimOf(String worker) {
        return new Claim(new TrainingId(jobId), worker, attempt, queued);
    }

    /** The claim that the worker has once it is given the job. */
    Claim next(String worker) {
        return new Claim(new TrainingId(jobId), worker, attempt + 1, queued);
    }
}
