package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.application.checkpoint.ImportCheckpoint;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.application.storage.PartTag;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.rest.Fields;
import dev.atelier.rest.Query;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads what clients ask about checkpoints. */
public final class CheckpointRequestParser {

    static final String URLS = "urls";
    static final String FILENAMES = "filenames";

    private static final String TAGS = "multi_parts_tags";
    private static final int USUAL_PAGE_SIZE = 10;
    private static final int LARGEST_PAGE = 100;

    private CheckpointRequestParser() {}

    static ListCheckpoints.Query list(Query query) {
        return new ListCheckpoints.Query(
                query.text("username").map(UserName::new),
                query.list("types").stream().map(CheckpointType::of).toList(),
                query.list("status").stream().map(CheckpointStatus::of).toList(),
                query.list("roles").stream().map(CheckpointRequestParser::role).collect(Collectors.toSet()),
                query.number("page", 1, 1, Integer.MAX_VALUE / LARGEST_PAGE),
                query.number("per_page", USUAL_PAGE_SIZE, 1, LARGEST_PAGE));
    }

    /** Checks what uploads and imports by URL have in common. */
    static CheckpointType type(Fields body) {
        body.require("checkpoint_type", "params", body.has(FILENAMES) ? FILENAMES : URLS);
        body.object("params").string("message");
        return CheckpointType.of(body.nonEmptyText("checkpoint_type"));
    }

    static CreateCheckpoint.Command upload(Fields body) {
        return new CreateCheckpoint.Command(
                type(body), files(body), body.object("params").passThrough());
    }

    static ImportCheckpoint.Command importing(Fields body) {
        return new ImportCheckpoint.Command(
                type(body),
                body.strings(URLS).stream().map(SourceUrl::parse).toList(),
                body.object("params").passThrough());
    }

    /** The files that will be uploaded in parts. */
    public static List<CreateCheckpoint.FileParts> files(Fields body) {
        return body.objects(FILENAMES).stream()
                .map(CheckpointRequestParser::parts)
                .toList();
    }

    private static CreateCheckpoint.FileParts parts(Fields file) {
        file.require("filename", "parts_number");
        return new CreateCheckpoint.FileParts(
                CheckpointFileName.of(file.nonEmptyText("filename")), file.wholeNumber("parts_number", 1));
    }

    /** The new name, when the body asks for one and for nothing else. */
    static Optional<CheckpointFileName> rename(Fields body) {
        return body.has("name") && !body.has("status")
                ? Optional.of(CheckpointFileName.of(body.nonEmptyText("name")))
                : Optional.empty();
    }

    /** The tags of the uploaded parts, by file, when the body asks for nothing else. */
    public static Map<String, List<PartTag>> completion(Fields body) {
        body.require("status", TAGS);
        body.requireEquals("status", CheckpointStatus.ACTIVE.word());
        return tags(body);
    }

    /** The tags of the uploaded parts, by file. */
    public static Map<String, List<PartTag>> tags(Fields body) {
        Fields files = body.object(TAGS);
        Map<String, List<PartTag>> tags = new LinkedHashMap<>();
        for (String file : files.names()) {
            tags.put(
                    file,
                    files.objects(file).stream()
                            .map(CheckpointRequestParser::tag)
                            .toList());
        }
        return tags;
    }

    private static PartTag tag(Fields part) {
        part.require("ETag", "PartNumber");
        return new PartTag(part.wholeNumber("PartNumber", 1), part.nonEmptyText("ETag"));
    }

    /** Those that can be ids at all; others name nothing, and deleting nothing is fine. */
    static List<CheckpointId> ids(Fields body) {
        return body.strings("checkpoint_id_list").stream()
                .map(CheckpointId::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Principal role(String name) {
        return name.equals(Caller.EVERYONE) ? Principal.EVERYONE : new Principal(Principal.Kind.ROLE, name);
    }
}
