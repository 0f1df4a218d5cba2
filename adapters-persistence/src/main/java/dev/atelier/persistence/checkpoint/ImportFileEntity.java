package dev.atelier.persistence.checkpoint;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.SourceUrl;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Id;
import io.micronaut.data.annotation.MappedEntity;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** A file of an import: its source and, once it need not be fetched any more, its name, location and digest. */
@MappedEntity("checkpoint_import_file")
record ImportFileEntity(
        @Id UUID checkpointId,
        int position,
        String url,
        @Nullable String name,
        @Nullable String location,
        @Nullable String sha256,
        @Nullable String knownName,
        @Nullable String expected,
        @Nullable Long total,
        boolean borrowed) {

    ImportSource source() {
        return new ImportSource(
                SourceUrl.parse(url),
                Optional.ofNullable(knownName).map(CheckpointFileName::new),
                Optional.ofNullable(expected),
                total == null ? OptionalLong.empty() : OptionalLong.of(total));
    }

    Optional<ModelFile> kept() {
        return name == null
                ? Optional.empty()
                : Optional.of(new ModelFile(new CheckpointFileName(name), StorageUri.parse(location), sha256));
    }
}
