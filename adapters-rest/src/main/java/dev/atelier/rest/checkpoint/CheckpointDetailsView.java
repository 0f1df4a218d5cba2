package dev.atelier.rest.checkpoint;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.checkpoint.GetCheckpoint;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelHashes;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.serde.annotation.Serdeable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A checkpoint with all that is known of it.
 *
 * @param checkpoint as the list has it
 * @param notes what its creator or an administrator wrote about it
 */
@Serdeable
@JsonInclude(JsonInclude.Include.ALWAYS)
record CheckpointDetailsView(
        CheckpointListResponse.Item checkpoint, List<File> files, String notes, List<String> tags) {

    /**
     * A file; what is not known of it is null, and of its family and kind "unknown" where it was read.
     *
     * @param precision the type of most of its numbers
     * @param parameters how many numbers it has
     * @param metadata what its author or trainer noted in it, which nothing has checked
     */
    @Serdeable
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record File(
            String name,
            @Nullable String family,
            @Nullable String kind,
            @Nullable String precision,
            @Nullable Long parameters,
            Map<String, String> metadata,
            @JsonProperty("trigger_words") List<String> triggerWords,
            @Nullable String sha256,
            @Nullable @JsonProperty("auto_v2") String autoV2,
            @Nullable @JsonProperty("auto_v3") String autoV3,
            @Nullable @JsonProperty("legacy_hash") String legacyHash) {

        static File of(ModelFile file, Optional<ModelDescription> description, Optional<ModelHashes> hashes) {
            Map<String, String> metadata = new LinkedHashMap<>();
            description.ifPresent(known -> known.properties()
                    .forEach((property, text) -> metadata.put(property.name().toLowerCase(Locale.ROOT), text)));
            String sha256 = hashes.map(ModelHashes::sha256).orElse(file.sha256());
            return new File(
                    file.name().value(),
                    description.map(known -> known.family().word()).orElse(null),
                    description.map(known -> known.kind().word()).orElse(null),
                    description
                            .map(ModelDescription::precision)
                            .filter(precision -> !precision.isEmpty())
                            .orElse(null),
                    description
                            .map(ModelDescription::parameters)
                            .filter(count -> count > 0)
                            .orElse(null),
                    metadata,
                    description.map(ModelDescription::triggerWords).orElse(List.of()),
                    sha256,
                    sha256 == null ? null : sha256.substring(0, ModelHashes.AUTO_V2_LENGTH),
                    hashes.map(ModelHashes::autoV3).orElse(null),
                    hashes.map(ModelHashes::legacy).orElse(null));
        }
    }

    static CheckpointDetailsView of(Checkpoint checkpoint, GetCheckpoint.Details details) {
        List<ModelFile> files = checkpoint.files();
        return new CheckpointDetailsView(
                CheckpointListResponse.Item.of(checkpoint),
                IntStream.range(0, files.size())
                        .mapToObj(at -> File.of(
                                files.get(at),
                                Optional.ofNullable(details.descriptions().get(at)),
                                Optional.ofNullable(details.hashes().get(at))))
                        .toList(),
                details.notes().text(),
                details.notes().tags());
    }
}
