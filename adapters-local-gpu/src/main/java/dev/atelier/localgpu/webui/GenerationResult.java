package dev.atelier.localgpu.webui;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.util.TemporaryDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A successful generation. Its images are temporary files, deleted on close. */
public final class GenerationResult implements AutoCloseable {

    private final InferenceOutcome.Succeeded outcome;
    private final GenerationInfo info;
    private final boolean exact;
    private final Runnable onClose;

    /** @param exact whether it has the requested images and nothing else */
    GenerationResult(
            InferenceOutcome.Succeeded outcome,
            GenerationInfo info,
            boolean exact,
            TemporaryDirectory temporaryDirectory) {
        this(outcome, info, exact, temporaryDirectory::close);
    }

    private GenerationResult(InferenceOutcome.Succeeded outcome, GenerationInfo info, boolean exact, Runnable onClose) {
        this.outcome = outcome;
        this.info = info;
        this.exact = exact;
        this.onClose = onClose;
    }

    /**
     * The parts of a job as if one request had made them.
     *
     * @param parts in order, at least one; closed with the returned result
     */
    public static GenerationResult join(List<GenerationResult> parts) {
        List<InferenceOutcome.Image> images = new ArrayList<>();
        GenerationInfo info = null;
        for (GenerationResult part : parts) {
            images.addAll(part.outcome.images());
            GenerationInfo own =
                    part.exact ? part.info : part.info.of(part.outcome.images().size());
            info = info == null ? own : info.with(own);
        }
        InferenceOutcome.Succeeded first = parts.get(0).outcome;
        return new GenerationResult(
                new InferenceOutcome.Succeeded(images, first.parameters(), info.json()),
                info,
                parts.stream().allMatch(GenerationResult::isExact),
                () -> parts.forEach(GenerationResult::close));
    }

    public InferenceOutcome.Succeeded outcome() {
        return outcome;
    }

    /** Of the node's software, if it was reported. */
    public Optional<String> nodeVersion() {
        return Optional.of(info.version()).filter(version -> !version.isBlank());
    }

    /** Whether it has the requested images and nothing else; false also where the job was cut short. */
    public boolean isExact() {
        return exact;
    }

    /** Deletes the files; idempotent. */
    @Override
    public void close() {
        onClose.run();
    }
}
