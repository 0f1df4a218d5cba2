package dev.atelier.persistence.checkpoint;

import dev.atelier.domain.checkpoint.ModelHashes;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.UUID;

/** The row of a file's hashes. */
@MappedEntity("model_hash")
record ModelHashEntity(
        @Id UUID checkpointId,
        int position,
        String sha256,
        @Nullable String autoV3,
        String legacy) {

    /** Columns to select for this entity. */
    static final String COLUMNS = "checkpoint_id, position, sha256, auto_v3, legacy";

    ModelHashes toHashes() {
        return new ModelHashes(sha256, autoV3, legacy);
    }
}
