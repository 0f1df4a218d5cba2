package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.checkpoint.ImportStatus;
import dev.atelier.domain.checkpoint.Checkpoint;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Instant;
import java.util.List;

/**
 * An import. Times are in ISO 8601.
 *
 * @param id of the checkpoint
 * @param name of its files
 * @param status Waiting, Running, Paused, Succeeded, Failed or Cancelled
 * @param bytes how many were fetched
 * @param size how many its files have, if that is known
 * @param bytesPerSecond how fast they arrive, while it runs
 * @param secondsLeft how long it takes at that rate, if that is known
 * @param error why it failed, if so
 */
@Serdeable
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImportView(
        String id,
        @JsonProperty("checkpoint_type") String checkpointType,
        List<String> name,
        String user,
        String status,
        long bytes,
        @Nullable Long size,
        @Nullable @JsonProperty("bytes_per_second") Long bytesPerSecond,
        @Nullable @JsonProperty("seconds_left") Long secondsLeft,
        String created,
        @Nullable String ended,
        @Nullable String error) {

    static ImportView of(ImportStatus status) {
        Checkpoint checkpoint = status.checkpoint();
        return new ImportView(
                checkpoint.id().toString(),
                checkpoint.type().word(),
                checkpoint.files().stream().map(file -> file.name().value()).toList(),
                checkpoint.creator().value(),
                status.state().word(),
                status.bytes(),
                status.size().isPresent() ? status.size().getAsLong() : null,
                status.state() == ImportStatus.State.RUNNING ? status.bytesPerSecond() : null,
                status.remaining().map(left -> left.toSeconds()).orElse(null),
                checkpoint.created().toString(),
                status.ended().map(Instant::toString).orElse(null),
                status.ended().flatMap(end -> checkpoint.error()).orElse(null));
    }
}
