package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;

/**
 * The response to an update. The documents show the checkpoint beside the status, the reference under {@code data}, so
 * it is in both places.
 *
 * @param headers constants that the documents repeat in the body
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record UpdateCheckpointResponse(
        int statusCode,
        Map<String, String> headers,
        CheckpointView checkpoint,

        @Schema(implementation = CheckpointSchemas.ChangedCheckpoint.class)
        Map<String, CheckpointView> data,

        String message) {

    private static final Map<String, String> HEADERS = Map.of(
            "Access-Control-Allow-Headers", "Content-Type",
            "Access-Control-Allow-Origin", "*",
            "Access-Control-Allow-Methods", "OPTIONS,POST,GET");

    static UpdateCheckpointResponse of(HttpStatus status, Checkpoint checkpoint) {
        CheckpointView view = CheckpointView.of(checkpoint);
        return new UpdateCheckpointResponse(
                status.getCode(), HEADERS, view, Map.of("checkpoint", view), ResponseEnvelope.text(status));
    }
}
