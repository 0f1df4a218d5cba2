package dev.atelier.persistence.node;

import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.time.Instant;

/** A drained node's row. */
@MappedEntity("node_drain")
record NodeDrainEntity(@Id String node, @UtcTimestamp Instant since, String userName) {}
