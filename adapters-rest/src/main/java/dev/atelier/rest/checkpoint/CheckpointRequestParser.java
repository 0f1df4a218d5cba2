package dev.atelier.rest.checkpoint;

import dev.atelier.application.checkpoint.CheckpointSharing;
import dev.atelier.application.checkpoint.CreateCheckpoint;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.application.checkpoint.RequestCheckpointImport;
import dev.atelier.application.storage.UploadedPart;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.rest.JsonObjectReader;
import dev.atelier.rest.QueryParameters;
import io.micronaut.core.annotation.Nullable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Parses requests for checkpoints. */
public final class CheckpointRequestParser {

    static final String URLS = "urls";
    static final String FILENAMES = "filenames";

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
                queryParameters.pageSize("per_page", USUAL_PAGE_SIZE, LARGEST_PAGE));
    }

    private static CheckpointSchemas.NewCheckpoint created(JsonObjectReader body) {
        body.require("checkpoint_type", "params", body.has(FILENAMES) ? FILENAMES : URLS);
        return body.as(CheckpointSchemas.NewCheckpoint.class);
    }

    static CreateCheckpoint.Command upload(JsonObjectReader body) {
        CheckpointSchemas.NewCheckpoint checkpoint = created(body);
        return new CreateCheckpoint.Command(
                CheckpointType.of(checkpoint.checkpointType()),
                files(checkpoint.filenames()),
                checkpoint.params().all(),
                Optional.ofNullable(checkpoint.access()).map(CheckpointRequestParser::sharing));
    }

    static RequestCheckpointImport.Command importing(JsonObjectReader body) {
        CheckpointSchemas.NewCheckpoint checkpoint = created(body);
        return new RequestCheckpointImport.Command(
                CheckpointType.of(checkpoint.checkpointType()),
                checkpoint.urls().stream().map(SourceUrl::parse).toList(),
                checkpoint.params().all(),
                Optional.ofNullable(checkpoint.access()).map(CheckpointRequestParser::sharing));
    }

    /** Who may use a checkpoint, in the body of that request. */
    static CheckpointSharing sharing(JsonObjectReader body) {
        return sharing(body.as(CheckpointSchemas.AccessList.class));
    }

    static CheckpointSharing sharing(CheckpointSchemas.AccessList list) {
        if (list.roles() == null && list.users() == null && list.everyone() == null) {
            throw new InvalidRequestException(
                    "who may use the checkpoint? Give roles, users or both, or everyone as true");
        }
        return new CheckpointSharing(
                names(list.roles()).map(RoleName::new).collect(Collectors.toSet()),
                names(list.users()).map(UserName::new).collect(Collectors.toSet()),
                Boolean.TRUE.equals(list.everyone()));
    }

    private static Stream<String> names(@Nullable List<String> given) {
        return given == null ? Stream.empty() : given.stream();
    }

    /** The files to be uploaded in parts. */
    public static List<CreateCheckpoint.FileParts> files(List<CheckpointSchemas.NewCheckpointFile> files) {
        return files.stream()
                .map(file -> new CreateCheckpoint.FileParts(CheckpointFileName.of(file.filename()), file.partsNumber()))
                .toList();
    }

    /** The new name, when the body contains a name and nothing else. */
    static Optional<CheckpointFileName> rename(JsonObjectReader body) {
        return Optional.ofNullable(
                        body.as(CheckpointSchemas.CheckpointChange.class).name())
                .filter(name -> !body.has("status"))
                .map(CheckpointFileName::of);
    }

    /** The tags of the uploaded parts, by file, when the body contains nothing else. */
    static Map<String, List<UploadedPart>> completion(JsonObjectReader body) {
        body.require("status", "multi_parts_tags").requireEquals("status", CheckpointStatus.ACTIVE.word());
        return tags(body.as(CheckpointSchemas.CheckpointChange.class).multiPartsTags());
    }

    /** The tags of the uploaded parts, by file. */
    public static Map<String, List<UploadedPart>> tags(Map<String, List<CheckpointSchemas.UploadedPart>> files) {
        Map<String, List<UploadedPart>> tags = new LinkedHashMap<>();
        files.forEach((file, parts) -> tags.put(
                file,
                parts.stream()
                        .map(part -> new UploadedPart(part.partNumber(), part.eTag()))
                        .toList()));
        return tags;
    }

    /** The valid ids; others exist nowhere, and deleting them is not an error. */
    static List<CheckpointId> ids(JsonObjectReader body) {
        return body.as(CheckpointSchemas.CheckpointIds.class).checkpointIds().stream()
                .map(CheckpointId::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Principal role(String name) {
        return name.equals(Caller.EVERYONE) ? Principal.EVERYONE : new Principal(Principal.Kind.ROLE, name);
    }
}
