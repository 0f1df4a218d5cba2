package dev.atelier.localgpu.webui;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.util.TemporaryDirectory;

/** A successful generation. Its images are temporary files, deleted on close. */
public final class GenerationResult implements AutoCloseable {

    private final InferenceOutcome.Succeeded outcome;
    private final TemporaryDirectory temporaryDirectory;

    GenerationResult(InferenceOutcome.Succeeded outcome, TemporaryDirectory temporaryDirectory) {
        this.outcome = outcome;
        this.temporaryDirectory = temporaryDirectory;
    }

    public InferenceOutcome.Succeeded outcome() {
        return outcome;
    }

    /** Deletes the files; idempotent. */
    @Override
    public void close() {
        temporaryDirectory.close();
    }
}
