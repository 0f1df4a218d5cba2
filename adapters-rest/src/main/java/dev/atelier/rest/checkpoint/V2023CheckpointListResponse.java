package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.atelier.application.checkpoint.CheckpointRepository;
import dev.atelier.application.checkpoint.ListCheckpoints;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.rest.QueryParameters;
import dev.atelier.rest.envelope.Api20230705;
import io.micronaut.http.HttpStatus;
import io.micronaut.serde.annotation.Serdeable;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The list of the newest checkpoints, without pages. */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
public record V2023CheckpointListResponse(int statusCode, List<ListedCheckpoint> checkpoints) {

    /** @param created in seconds since 1970 */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record ListedCheckpoint(String id, String s3Location, String type, String status, List<String> name, long created) {

        static ListedCheckpoint of(Checkpoint checkpoint) {
            return new ListedCheckpoint(
                    checkpoint.id().toString(),
                    checkpoint.location().toString(),
                    checkpoint.type().word(),
                    V2023CheckpointStatusNames.of(checkpoint.status()),
                    checkpoint.files().stream().map(file -> file.name().value()).toList(),
                    checkpoint.created().getEpochSecond());
        }
    }

    /** Parses the criteria of the list. */
    public static ListCheckpoints.Query query(QueryParameters queryParameters) {
        return new ListCheckpoints.Query(
                Optional.empty(),
                queryParameters.list("types").stream().map(CheckpointType::of).toList(),
                queryParameters.list("status").stream()
                        .map(V2023CheckpointStatusNames::status)
                        .toList(),
                Set.of(),
                1,
                Api20230705.MAX_ROWS);
    }

    public static V2023CheckpointListResponse of(CheckpointRepository.Slice slice) {
        return new V2023CheckpointListResponse(
                HttpStatus.OK.getCode(),
                slice.items().stream().map(ListedCheckpoint::of).toList());
    }
}
