package dev.atelier.domain.checkpoint;

import dev.atelier.domain.StorageUri;

/**
 * A file of a checkpoint: its name, and the location of its bytes, which a rename does not change. Files of equal
 * content may share a location, regardless of their owners.
 *
 * @param sha256 of its bytes, in lower-case hexadecimal; null until they were read completely, as for uploads to a
 *     remote store; such a file does not share its location
 */
public record ModelFile(CheckpointFileName name, StorageUri location, String sha256) {

    private static final int AUTO_V2_LENGTH = 10;

    /** A file without a known digest. */
    public ModelFile(CheckpointFileName name, StorageUri location) {
        this(name, location, null);
    }

    /** The same bytes under another name. */
    public ModelFile named(CheckpointFileName other) {
        return new ModelFile(other, location, sha256);
    }

    /** The same bytes at another location. */
    public ModelFile at(StorageUri other) {
        return new ModelFile(name, other, sha256);
    }

    /** The file with its digest. */
    public ModelFile read(String digest) {
        return new ModelFile(name, location, digest);
    }

    /** The beginning of its digest, by which sites for models name files: AutoV2; empty where the digest is not known. */
    public String autoV2() {
        return sha256 == null ? "" : sha256.substring(0, AUTO_V2_LENGTH);
    }
}
