package dev.atelier.persistence.inference;

import io.micronaut.core.annotation.Nullable;
import java.util.UUID;

/**
 * A part of the queue whose jobs are claimed in their order.
 *
 * @param model the checkpoint of its jobs; null for a partition with any
 */
record QueuePartition(UUID endpoint, int urgency, @Nullable String model) {}
