package dev.atelier.persistence.checkpoint;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.persistence.Principals;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import io.micronaut.data.annotation.TypeDef;
import io.micronaut.data.model.DataType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** A checkpoint as it is read: its row, its files in their order, and its access list. */
@MappedEntity("checkpoint")
record CheckpointEntity(
        @Id UUID id,
        CheckpointType type,
        CheckpointStatus status,
        Checkpoint.Origin origin,
        String location,
        String uploads,
        String params,
        String creator,
        @UtcTimestamp Instant created,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> fileNames,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> fileLocations,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> fileDigests,
        @TypeDef(type = DataType.STRING_ARRAY) List<String> principals) {

    /** Columns to select from {@code checkpoint c} for this entity. */
    static final String COLUMNS = """
            c.id, c.type, c.status, c.origin, c.location, c.uploads, c.params, c.creator, c.created,
            array(select name from checkpoint_file where checkpoint_id = c.id order by position) as file_names,
            array(select location from checkpoint_file where checkpoint_id = c.id order by position) as file_locations,
            array(select coalesce(sha256, '') from checkpoint_file where checkpoint_id = c.id order by position)
                as file_digests,
            array(select principal from checkpoint_access where checkpoint_id = c.id) as principals
            """;

    Checkpoint toCheckpoint(CheckpointJsonColumns json) {
        return new Checkpoint(
                new CheckpointId(id),
                type,
                status,
                origin,
                StorageUri.parse(location),
                files(),
                json.uploads(uploads),
                json.params(params),
                new UserName(creator),
                Principals.of(principals),
                created);
    }

    private List<ModelFile> files() {
        return IntStream.range(0, fileNames.size())
                .mapToObj(at -> new ModelFile(
                        new CheckpointFileName(fileNames.get(at)),
                        StorageUri.parse(fileLocations.get(at)),
                        fileDigests.get(at).isEmpty() ? null : fileDigests.get(at)))
                .toList();
    }
}
