package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A model file that we placed and that is still as we left it.
 *
 * @param origin where its bytes lie in the store
 * @param used when a job last wanted it
 */
record CachedModelFile(
        CheckpointType type, CheckpointFileName name, Path path, String origin, long size, Instant used) {}
