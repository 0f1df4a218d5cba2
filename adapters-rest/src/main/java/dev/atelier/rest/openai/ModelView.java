package dev.atelier.rest.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import io.micronaut.serde.annotation.Serdeable;

/**
 * A model as OpenAI shows it.
 *
 * @param id what a request names: an alias, or the file of a checkpoint
 * @param object always model
 * @param created in seconds since 1970
 * @param ownedBy the user who made the checkpoint
 */
@Serdeable
record ModelView(
        String id,
        String object,
        long created,
        @JsonProperty("owned_by") String ownedBy) {

    static ModelView of(CheckpointFileName file, Checkpoint checkpoint) {
        return new ModelView(
                file.value(),
                "model",
                checkpoint.created().getEpochSecond(),
                checkpoint.creator().value());
    }
}
