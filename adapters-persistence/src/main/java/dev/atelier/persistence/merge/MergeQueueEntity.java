package dev.atelier.persistence.merge;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** A merge's row in the queue, without the columns of its claim. */
@MappedEntity("merge_queue")
record MergeQueueEntity(@Id UUID mergeId, int attempt) {}
