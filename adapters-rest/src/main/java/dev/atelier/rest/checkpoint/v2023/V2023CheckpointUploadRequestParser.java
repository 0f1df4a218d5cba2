package dev.atelier.rest.checkpoint.v2023;

import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.application.checkpoint.RequestCheckpointImport;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.checkpoint.CheckpointRequestParser;
import dev.atelier.rest.envelope.PathParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Parses requests for checkpoint uploads and imports. */
final class V2023CheckpointUploadRequestParser {

    private static final String PACKED = ".tar";

    private V2023CheckpointUploadRequestParser() {}

    static CreateCheckpoint.Command upload(JsonObjectReader body) {
        V2023CheckpointUploadSchemas.BegunCheckpoint checkpoint =
                body.as(V2023CheckpointUploadSchemas.BegunCheckpoint.class);
        return new CreateCheckpoint.Command(
                CheckpointType.of(checkpoint.checkpointType()),
                CheckpointRequestParser.files(checkpoint.filenames()),
                Objects.requireNonNullElse(checkpoint.params(), Map.of()));
    }

    static RequestCheckpointImport.Command importing(JsonObjectReader body) {
        V2023CheckpointUploadSchemas.ImportedCheckpoint checkpoint =
                body.as(V2023CheckpointUploadSchemas.ImportedCheckpoint.class);
        return new RequestCheckpointImport.Command(
                CheckpointType.of(checkpoint.checkpointType()),
                checkpoint.modelUrl().stream().map(SourceUrl::parse).toList(),
                Objects.requireNonNullElse(checkpoint.params(), Map.of()));
    }

    static CheckpointId id(JsonObjectReader body) {
        String id = completed(body).checkpointId();
        return CheckpointId.parse(id)
                .orElseThrow(() -> new NotFoundException("checkpoint not found with id " + PathParameters.shown(id)));
    }

    /**
     * The tags of the uploaded parts, by file. The documents' example uploads {@code x.safetensors} and completes
     * {@code x.safetensors.tar}, so such a name is taken for the one without the extension, where only that is
     * expected.
     */
    static Map<String, List<UploadedPart>> completion(JsonObjectReader body, Set<String> awaited) {
        body.requireEquals("status", CheckpointStatus.ACTIVE.word());
        Map<String, List<UploadedPart>> given =
                CheckpointRequestParser.tags(completed(body).multiPartsTags());
        Map<String, List<UploadedPart>> tags = new LinkedHashMap<>();
        given.forEach((file, parts) -> tags.put(isSlip(file, awaited, given.keySet()) ? plain(file) : file, parts));
        return tags;
    }

    private static V2023CheckpointUploadSchemas.CompletedCheckpoint completed(JsonObjectReader body) {
        return body.as(V2023CheckpointUploadSchemas.CompletedCheckpoint.class);
    }

    private static boolean isSlip(String file, Set<String> awaited, Set<String> given) {
        return file.endsWith(PACKED)
                && !awaited.contains(file)
                && awaited.contains(plain(file))
                && !given.contains(plain(file));
    }

    private static String plain(String file) {
        return file.substring(0, file.length() - PACKED.length());
    }
}
