package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.nio.file.Path;
import java.time.Instant;

/**
 * An installed model file, unchanged since its installation.
 *
 * @param origin its location in the store
 * @param used when a job last used it
 */
record CachedModelFile(
        CheckpointType type, CheckpointFileName name, Path path, String origin, long size, Instant used) {}
