package dev.atelier.persistence.checkpoint;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** The row of a description. */
@MappedEntity("model_description")
record ModelDescriptionEntity(@Id UUID checkpointId, int position, String description) {}
