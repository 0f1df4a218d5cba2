package dev.atelier.persistence.merge;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** A place in the queue; the rest of its row is about claims. */
@MappedEntity("merge_queue")
record MergeQueueEntity(@Id UUID mergeId, int attempt) {}
