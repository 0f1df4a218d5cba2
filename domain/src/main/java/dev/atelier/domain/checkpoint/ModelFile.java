package dev.atelier.domain.checkpoint;

import dev.atelier.domain.StorageUri;

/**
 * A file of a checkpoint: the name it goes by, and where its bytes lie, which a rename does not change. Files of equal
 * content may lie at the same place, whoever brought them.
 *
 * @param sha256 of its bytes, in lower-case hexadecimal; null while nobody has read them all, as of uploads to a store that
 *     is elsewhere; such a file has its place for itself
 */
public record ModelFile(CheckpointFileName name, StorageUri location, String sha256) {

    /** A file whose bytes nobody has read all. */
    public ModelFile(CheckpointFileName name, StorageUri location) {
        this(name, location, null);
    }

    /** The same bytes under another name. */
    public ModelFile named(CheckpointFileName other) {
        return new ModelFile(other, location, sha256);
    }

    /** The same bytes at another place. */
    public ModelFile at(StorageUri other) {
        return new ModelFile(name, other, sha256);
    }

    /** The file once its bytes were read. */
    public ModelFile read(String digest) {
        return new ModelFile(name, location, digest);
    }
}
