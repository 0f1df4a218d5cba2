package dev.atelier.localgpu.webui;

import dev.atelier.application.inference.InferenceOutcome;

/** What came out. Its pictures are files that last until it is closed. */
public final class Painting implements AutoCloseable {

    private final InferenceOutcome.Succeeded outcome;
    private final Workplace workplace;

    Painting(InferenceOutcome.Succeeded outcome, Workplace workplace) {
        this.outcome = outcome;
        this.workplace = workplace;
    }

    public InferenceOutcome.Succeeded outcome() {
        return outcome;
    }

    /** Deletes the files; doing so twice is fine. */
    @Override
    public void close() {
        workplace.close();
    }
}
