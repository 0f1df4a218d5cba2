package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.checkpoint.Checkpoint;
import io.micronaut.serde.annotation.Serdeable;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;

/** A numbered page of the list of checkpoints. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record CheckpointListResponse(
        int page, @JsonProperty("per_page") int perPage, long pages, long total, List<Item> checkpoints) {

    /** A checkpoint in a list; {@code created} is in seconds since 1970. */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Item(
            String id,
            String s3Location,
            String type,
            String status,
            List<String> name,
            long created,

            @Schema(implementation = CheckpointSchemas.CheckpointParams.class)
            Map<String, Object> params,

            @JsonProperty("allowed_roles_or_users") List<String> allowedRolesOrUsers) {

        static Item of(Checkpoint checkpoint) {
            return new Item(
                    checkpoint.id().toString(),
                    checkpoint.location().toString(),
                    checkpoint.type().word(),
                    checkpoint.status().word(),
                    checkpoint.files().stream().map(file -> file.name().value()).toList(),
                    checkpoint.created().getEpochSecond(),
                    CheckpointView.params(checkpoint),
                    checkpoint.allowedRolesOrUsers().stream()
                            .map(Principal::name)
                            .distinct()
                            .sorted()
                            .toList());
        }
    }

    static CheckpointListResponse of(ListCheckpoints.Query query, CheckpointRepository.Slice slice) {
        return new CheckpointListResponse(
                query.page(),
                query.perPage(),
                (slice.total() + query.perPage() - 1) / query.perPage(),
                slice.total(),
                slice.items().stream().map(Item::of).toList());
    }
}
