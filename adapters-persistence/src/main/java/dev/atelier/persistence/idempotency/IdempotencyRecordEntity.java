package dev.atelier.persistence.idempotency;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** The row of a request with an Idempotency-Key; its statements name the columns that they need. */
@MappedEntity("idempotency_record")
record IdempotencyRecordEntity(@Id UUID subject) {}
