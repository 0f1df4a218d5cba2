package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFormat;
import java.nio.file.Path;
import java.time.Instant;

/**
 * An installed model file, unchanged since its installation.
 *
 * @param origin its location in the store
 * @param used when a job last used it
 */
record CachedModelFile(Placement placement, Path path, String origin, long size, Instant used) {

    CheckpointType type() {
        return placement.type();
    }

    CheckpointFileName name() {
        return placement.name();
    }

    boolean isWeights() {
        return ModelFormat.of(name().value()).filter(ModelFormat::isWeights).isPresent();
    }
}
