package dev.atelier.persistence.inference;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** A node, and the claim that it is or was lent to; null before the first loan and once it was given back. */
@MappedEntity("node_loan")
record NodeLoanEntity(
        @Id String node, @Nullable UUID jobId, @Nullable Long attempt) {}
