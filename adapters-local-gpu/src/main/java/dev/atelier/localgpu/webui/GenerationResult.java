package dev.atelier.localgpu.webui;

import dev.atelier.application.inference.InferenceOutcome;

/** What came out. Its pictures are files that last until it is closed. */
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

    /** Deletes the files; doing so twice is fine. */
    @Override
    public void close() {
        temporaryDirectory.close();
    }
}
