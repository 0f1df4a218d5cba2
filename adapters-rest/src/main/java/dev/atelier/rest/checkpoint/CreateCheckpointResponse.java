package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.domain.checkpoint.Checkpoint;
import io.micronaut.serde.annotation.Serdeable;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A new checkpoint, and by file name the URLs of its parts in order. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record CreateCheckpointResponse(CheckpointView checkpoint, Map<String, List<String>> s3PresignUrl) {

    static CreateCheckpointResponse of(CreateCheckpoint.Created created, Function<URI, String> links) {
        return new CreateCheckpointResponse(CheckpointView.of(created.checkpoint()), PartUploadUrls.of(created, links));
    }

    /** A checkpoint that is imported: the documents have the same fields, so the list of URLs is empty. */
    static CreateCheckpointResponse imported(Checkpoint checkpoint) {
        Map<String, List<String>> urls = new LinkedHashMap<>();
        checkpoint.files().forEach(file -> urls.put(file.name().value(), List.of()));
        return new CreateCheckpointResponse(CheckpointView.imported(checkpoint), urls);
    }
}
