package dev.atelier.localgpu.webui;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.util.TemporaryDirectory;
import java.util.Optional;

/** A successful generation. Its images are temporary files, deleted on close. */
public final class GenerationResult implements AutoCloseable {

    private final InferenceOutcome.Succeeded outcome;
    private final String nodeVersion;
    private final TemporaryDirectory temporaryDirectory;

    /** @param nodeVersion of the node's software; empty if not reported */
    GenerationResult(InferenceOutcome.Succeeded outcome, String nodeVersion, TemporaryDirectory temporaryDirectory) {
        this.outcome = outcome;
        this.nodeVersion = nodeVersion;
        this.temporaryDirectory = temporaryDirectory;
    }

    public InferenceOutcome.Succeeded outcome() {
        return outcome;
    }

    /** Of the node's software, if it was reported. */
    public Optional<String> nodeVersion() {
        return Optional.of(nodeVersion).filter(version -> !version.isBlank());
    }

    /** Deletes the files; idempotent. */
    @Override
    public void close() {
        temporaryDirectory.close();
    }
}
