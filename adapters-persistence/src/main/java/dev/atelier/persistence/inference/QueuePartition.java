package dev.atelier.persistence.inference;

import io.micronaut.core.annotation.Nullable;
import java.util.UUID;

/**
 * A part of the queue whose jobs are claimed in their order.
 *
 * @param model the checkpoint of its jobs; null for a partition with any
 * @param alone whether its first job is the first of its endpoint and urgency, and no job of any other waits
 * @param due the turn of the first job of this urgency that fits, whatever its checkpoint
 */
record QueuePartition(UUID endpoint, int urgency, @Nullable String model, boolean alone, long due) {

    /** With the jobs of all checkpoints. */
    QueuePartition ofAnyModel() {
        return new QueuePartition(endpoint, urgency, null, alone, due);
    }
}
