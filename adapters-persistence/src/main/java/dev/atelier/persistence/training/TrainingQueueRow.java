package dev.atelier.persistence.training;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** A place in the queue; the rest of its row is about claims. */
@MappedEntity("training_queue")
record TrainingQueueRow(@Id UUID jobId, int attempt) {}
