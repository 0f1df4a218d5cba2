package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.nio.file.Path;

/** Where SD WebUI looks for model files, and where we keep what we know of those that we placed. */
record ModelsFolderLayout(Path modelsDir) {

    /** WebUI keeps embeddings beside its models, all else below them. */
    Path folder(CheckpointType type) {
        return type == CheckpointType.EMBEDDINGS
                ? modelsDir.resolveSibling(type.word())
                : modelsDir.resolve(type.word());
    }

    /** A checked file name cannot lead out of the folder: it holds no slash and does not begin with a dot. */
    Path file(CheckpointType type, CheckpointFileName name) {
        return folder(type).resolve(name.value());
    }

    /** What is known of one placed file; WebUI does not look there. */
    Path note(CheckpointType type, CheckpointFileName name) {
        return notes(type).resolve(name.value());
    }

    Path notes(CheckpointType type) {
        return modelsDir.resolve(".atelier").resolve(type.word());
    }
}
