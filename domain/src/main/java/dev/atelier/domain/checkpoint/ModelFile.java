package dev.atelier.domain.checkpoint;

import dev.atelier.domain.StorageUri;

/** A file of a checkpoint: the name it goes by, and where its bytes lie, which a rename does not change. */
public record ModelFile(CheckpointFileName name, StorageUri location) {}
