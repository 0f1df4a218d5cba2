package dev.atelier.domain.inference;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.checkpoint.ModelFormat;

/**
 * A model that a job named, as of the job's creation.
 *
 * @param name the file's name, or a word that means no file ({@code Automatic}, {@code None})
 * @param checkpoint the checkpoint of the file; null without a file
 * @param file the location of its bytes in the store; null without a file, or when it is on GPU nodes only
 * @param folder the checkpoint's location as clients see it; null without a file
 * @param sha256 of its bytes, in lower-case hexadecimal; null if unknown
 */
public record ModelReference(
        CheckpointType type, String name, CheckpointId checkpoint, StorageUri file, StorageUri folder, String sha256) {

    /** A model of unknown digest. */
    public ModelReference(
            CheckpointType type, String name, CheckpointId checkpoint, StorageUri file, StorageUri folder) {
        this(type, name, checkpoint, file, folder, null);
    }

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
                checkpoint.location(),
                file.sha256());
    }

    /** A choice that is not a file. */
    public static ModelReference word(CheckpointType type, String name) {
        return new ModelReference(type, name, null, null, null);
    }

    /** - */
    public boolean isFile() {
        return checkpoint != null;
    }

    /** Whether its bytes are in the store, so that they can be placed on a node. */
    public boolean isStored() {
        return file != null;
    }

    /** Whether it is the configuration of another model of the job. */
    public boolean isSideFile() {
        return isFile()
                && ModelFormat.of(name).filter(format -> !format.isWeights()).isPresent();
    }
}
