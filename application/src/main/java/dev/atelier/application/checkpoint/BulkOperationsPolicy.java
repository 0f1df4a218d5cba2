package dev.atelier.application.checkpoint;

import dev.atelier.domain.NotSupportedException;

/**
 * Whether this installation accepts operations on complete model files. They need a process that runs beyond the
 * request; elsewhere an accepted one would never be executed, or be interrupted.
 */
public record BulkOperationsPolicy(boolean accepted) {

    /** The bulk operations, each with an alternative. */
    public enum Kind {
        IMPORT("models are not fetched by URL", "name their files in filenames and upload them"),
        MERGE("models are not merged", "merge them elsewhere and upload the result"),
        UNPACKING("archives are not unpacked", "upload the model file itself, out of its archive");

        private final String rejection;
        private final String instead;

        Kind(String rejection, String instead) {
            this.rejection = rejection;
            this.instead = instead;
        }
    }

    /**
     * Checks that bulk operations are accepted.
     *
     * @throws NotSupportedException if not
     */
    public void require(Kind kind) {
        if (!accepted) {
            throw new NotSupportedException(kind.rejection
                    + " in this installation (atelier.bulk-operations.enabled is false); " + kind.instead);
        }
    }
}
