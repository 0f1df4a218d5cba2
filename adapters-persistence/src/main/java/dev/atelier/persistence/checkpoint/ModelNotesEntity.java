package dev.atelier.persistence.checkpoint;

import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.util.List;
import java.util.UUID;

/** What is written about a checkpoint, with its tags. */
@MappedEntity("checkpoint_note")
record ModelNotesEntity(
        @Id UUID checkpointId,
        String notes,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> tags) {}
