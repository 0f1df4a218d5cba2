package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.nio.file.Path;

/** Paths of model files in SD WebUI's models folder, and of the index files of installed ones. */
record ModelsFolderLayout(Path modelsDir) {

    /** WebUI has its embeddings folder beside the models folder, all others inside. */
    Path folder(CheckpointType type) {
        return type == CheckpointType.EMBEDDINGS
                ? modelsDir.resolveSibling(type.word())
                : modelsDir.resolve(type.word());
    }

    /** Cannot escape the folder: a {@link CheckpointFileName} has no slash and no leading dot. */
    Path file(CheckpointType type, CheckpointFileName name) {
        return folder(type).resolve(name.value());
    }

    /** The index file of an installed file, in a folder that WebUI ignores. */
    Path indexFile(CheckpointType type, CheckpointFileName name) {
        return indexFolder(type).resolve(name.value());
    }

    Path indexFolder(CheckpointType type) {
        return modelsDir.resolve(".atelier").resolve(type.word());
    }
}
