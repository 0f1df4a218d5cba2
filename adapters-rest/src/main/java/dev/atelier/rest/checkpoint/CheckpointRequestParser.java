package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.application.checkpoint.RequestCheckpointImport;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.QueryParameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Parses requests for checkpoints. */
public final class CheckpointRequestParser {

    static final String URLS = "urls";
    static final String FILENAMES = "filenames";

    private static final String TAGS = "multi_parts_tags";
    private static final int USUAL_PAGE_SIZE = 10;
    private static final int LARGEST_PAGE = 100;

    private CheckpointRequestParser() {}

    static ListCheckpoints.Query list(QueryParameters queryParameters) {
        return new ListCheckpoints.Query(
                queryParameters.text("username").map(UserName::new),
                queryParameters.list("types").stream().map(CheckpointType::of).toList(),
                queryParameters.list("status").stream()
                        .map(CheckpointStatus::of)
                        .toList(),
                queryParameters.list("roles").stream()
                        .map(CheckpointRequestParser::role)
                        .collect(Collectors.toSet()),
                queryParameters.number("page", 1, 1, Integer.MAX_VALUE / LARGEST_PAGE),
                queryParameters.number("per_page", USUAL_PAGE_SIZE, 1, LARGEST_PAGE));
    }

    /** Checks the fields that uploads and imports by URL share. */
    static CheckpointType type(JsonObjectReader body) {
        body.require("checkpoint_type", "params", body.has(FILENAMES) ? FILENAMES : URLS);
        body.object("params").string("message");
        return CheckpointType.of(body.nonEmptyText("checkpoint_type"));
    }

    static CreateCheckpoint.Command upload(JsonObjectReader body) {
        return new CreateCheckpoint.Command(
                type(body), files(body), body.object("params").passThrough());
    }

    static RequestCheckpointImport.Command importing(JsonObjectReader body) {
        return new RequestCheckpointImport.Command(
                type(body),
                body.strings(URLS).stream().map(SourceUrl::parse).toList(),
                body.object("params").passThrough());
    }

    /** The files to be uploaded in parts. */
    public static List<CreateCheckpoint.FileParts> files(JsonObjectReader body) {
        return body.objects(FILENAMES).stream()
                .map(CheckpointRequestParser::parts)
                .toList();
    }

    private static CreateCheckpoint.FileParts parts(JsonObjectReader file) {
        file.require("filename", "parts_number");
        return new CreateCheckpoint.FileParts(
                CheckpointFileName.of(file.nonEmptyText("filename")), file.wholeNumber("parts_number", 1));
    }

    /** The new name, when the body contains a name and nothing else. */
    static Optional<CheckpointFileName> rename(JsonObjectReader body) {
        return body.has("name") && !body.has("status")
                ? Optional.of(CheckpointFileName.of(body.nonEmptyText("name")))
                : Optional.empty();
    }

    /** The tags of the uploaded parts, by file, when the body contains nothing else. */
    public static Map<String, List<UploadedPart>> completion(JsonObjectReader body) {
        body.require("status", TAGS);
        body.requireEquals("status", CheckpointStatus.ACTIVE.word());
        return tags(body);
    }

    /** The tags of the uploaded parts, by file. */
    public static Map<String, List<UploadedPart>> tags(JsonObjectReader body) {
        JsonObjectReader files = body.object(TAGS);
        Map<String, List<UploadedPart>> tags = new LinkedHashMap<>();
        for (String file : files.names()) {
            tags.put(
                    file,
                    files.objects(file).stream()
                            .map(CheckpointRequestParser::tag)
                            .toList());
        }
        return tags;
    }

    private static UploadedPart tag(JsonObjectReader part) {
        part.require("ETag", "PartNumber");
        return new UploadedPart(part.wholeNumber("PartNumber", 1), part.nonEmptyText("ETag"));
    }

    /** The valid ids; others exist nowhere, and deleting them is not an error. */
    static List<CheckpointId> ids(JsonObjectReader body) {
        return body.strings("checkpoint_id_list").stream()
                .map(CheckpointId::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Principal role(String name) {
        return name.equals(Caller.EVERYONE) ? Principal.EVERYONE : new Principal(Principal.Kind.ROLE, name);
    }
}
