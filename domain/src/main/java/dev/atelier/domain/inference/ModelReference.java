package dev.atelier.domain.inference;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelFormat;

/**
 * A model that a job named, as it was when the job was created.
 *
 * @param name the file's name, or the word that stands for no file ({@code Automatic}, {@code None})
 * @param checkpoint whose file it is; null where the name is no file
 * @param file where its bytes lie in the store; null where the name is no file or the file lies on GPU nodes only
 * @param folder the checkpoint's location as clients see it; null where the name is no file
 */
public record ModelReference(
        CheckpointType type, String name, CheckpointId checkpoint, StorageUri file, StorageUri folder) {

    /** One file of a checkpoint. */
    public static ModelReference of(Checkpoint checkpoint, CheckpointFileName name) {
        ModelFile file = checkpoint.files().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new ModelReference(
                checkpoint.type(),
                name.value(),
                checkpoint.id(),
                checkpoint.origin() == Checkpoint.Origin.STORE ? file.location() : null,
                checkpoint.location());
    }

    /** A name that means a choice rather than a file. */
    public static ModelReference word(CheckpointType type, String name) {
        return new ModelReference(type, name, null, null, null);
    }

    /** Whether it names a file at all. */
    public boolean isFile() {
        return checkpoint != null;
    }

    /** Whether its bytes lie in the store, so that a node can be given them. */
    public boolean isStored() {
        return file != null;
    }

    /** Whether it configures another model of the job, and is none by itself. */
    public boolean isSideFile() {
        return isFile()
                && ModelFormat.of(name).filter(format -> !format.isWeights()).isPresent();
    }
}
