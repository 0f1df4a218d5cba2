package dev.atelier.rest.checkpoint.v2023;

import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.rest.checkpoint.CheckpointView;
import dev.atelier.rest.checkpoint.V2023CheckpointStatusNames;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.util.LinkedHashMap;
import java.util.Map;

/** A checkpoint that is being imported, or was imported. */
@Serdeable
record V2023ImportCheckpointResponse(int statusCode, CheckpointView checkpoint) {

    static V2023ImportCheckpointResponse of(Checkpoint checkpoint) {
        return new V2023ImportCheckpointResponse(HttpStatus.OK.getCode(), view(checkpoint));
    }

    /** An import has no uploads; the documents show its files without their extensions, and null for each. */
    static V2023ImportCheckpointResponse imported(Checkpoint checkpoint) {
        Map<String, Object> files = new LinkedHashMap<>();
        checkpoint.files().forEach(file -> files.put(stem(file.name().value()), null));
        V2023ImportCheckpointResponse brought = of(checkpoint);
        brought.checkpoint().params().put("multipart_upload", files);
        return brought;
    }

    static CheckpointView view(Checkpoint checkpoint) {
        return CheckpointView.of(checkpoint).in(V2023CheckpointStatusNames.of(checkpoint.status()));
    }

    private static String stem(String file) {
        int dot = file.lastIndexOf('.');
        return dot < 0 ? file : file.substring(0, dot);
    }
}
