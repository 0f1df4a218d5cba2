package dev.atelier.rest.checkpoint.v2023;

import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.application.checkpoint.RequestCheckpointImport;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.checkpoint.CheckpointRequestParser;
import dev.atelier.rest.envelope.PathParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses requests for checkpoint uploads and imports. */
final class V2023CheckpointUploadRequestParser {

    private static final String PARAMS = "params";
    private static final String PACKED = ".tar";

    private V2023CheckpointUploadRequestParser() {}

    static CreateCheckpoint.Command upload(JsonObjectReader body) {
        body.require("checkpoint_type", "filenames");
        return new CreateCheckpoint.Command(
                CheckpointType.of(body.nonEmptyText("checkpoint_type")),
                CheckpointRequestParser.files(body),
                body.optionalObject(PARAMS).passThrough());
    }

    static RequestCheckpointImport.Command importing(JsonObjectReader body) {
        body.require("checkpointType", "modelUrl");
        return new RequestCheckpointImport.Command(
                CheckpointType.of(body.nonEmptyText("checkpointType")),
                body.strings("modelUrl").stream().map(SourceUrl::parse).toList(),
                body.optionalObject(PARAMS).passThrough());
    }

    static CheckpointId id(JsonObjectReader body) {
        String id = body.require("checkpoint_id", "status", "multi_parts_tags").string("checkpoint_id");
        return CheckpointId.parse(id)
                .orElseThrow(() -> new NotFoundException("checkpoint not found with id " + PathParameters.shown(id)));
    }

    /**
     * The tags of the uploaded parts, by file. The documents' example uploads {@code x.safetensors} and completes
     * {@code x.safetensors.tar}, so such a name is taken for the one without the extension, where only that is
     * expected.
     */
    static Map<String, List<UploadedPart>> completion(JsonObjectReader body, Set<String> awaited) {
        Map<String, List<UploadedPart>> given = CheckpointRequestParser.completion(body);
        Map<String, List<UploadedPart>> tags = new LinkedHashMap<>();
        given.forEach((file, parts) -> tags.put(isSlip(file, awaited, given.keySet()) ? plain(file) : file, parts));
        return tags;
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
