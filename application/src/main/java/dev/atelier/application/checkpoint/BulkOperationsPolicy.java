package dev.atelier.application.checkpoint;

import dev.atelier.domain.NotSupportedException;

/**
 * Whether this installation takes on work on whole model files. That needs a process which goes on when nobody waits for an
 * answer; where there is none, such a request would be accepted and never done, or be cut off.
 */
public record BulkOperationsPolicy(boolean accepted) {

    /** What counts as such, with what can be done instead. */
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

    /** Refuses, as not supported, where such work is not taken on. */
    public void require(Kind kind) {
        if (!accepted) {
            throw new NotSupportedException(
                    kind.rejection + " in this installation (atelier.bulk-work is false); " + kind.instead);
        }
    }
}
