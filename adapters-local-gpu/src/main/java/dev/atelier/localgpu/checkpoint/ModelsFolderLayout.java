package dev.atelier.localgpu.checkpoint;

import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.checkpoint.ModelInstallException.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Paths of model files in SD WebUI's models folder, and of the index files of installed ones. Each checkpoint has a folder of
 * its own within that of its type; WebUI searches such folders, too.
 */
record ModelsFolderLayout(Path modelsDir) {

    /** WebUI has its embeddings folder beside the models folder, all others inside. */
    Path folder(CheckpointType type) {
        return type == CheckpointType.EMBEDDINGS
                ? modelsDir.resolveSibling(type.word())
                : modelsDir.resolve(type.word());
    }

    /** The folder of its checkpoint. */
    Path folder(Placement placement) {
        Path folder = folder(placement.type());
        return placement
                .checkpoint()
                .map(PlacedName::folder)
                .map(folder::resolve)
                .orElse(folder);
    }

    /** Cannot escape the folder: the name is a single one without a leading dot. */
    Path file(Placement placement) {
        return folder(placement).resolve(single(placement.name()));
    }

    /** The index file of an installed file, in a folder that WebUI ignores. */
    Path indexFile(Placement placement) {
        return placement
                .checkpoint()
                .map(id -> indexFolder(placement.type()).resolve(id.toString()))
                .orElseGet(() -> formerIndexFolder(placement.type()))
                .resolve(single(placement.name()));
    }

    /** Only a node's own files have names with folders; those of the store, which are placed here, have none. */
    private static String single(CheckpointFileName name) {
        if (!name.isFileName()) {
            throw new IllegalArgumentException(name + " is not the name of a file in this folder");
        }
        return name.value();
    }

    /** It has a folder for each checkpoint. */
    Path indexFolder(CheckpointType type) {
        return own().resolve("checkpoints").resolve(type.word());
    }

    /** That of earlier versions. */
    Path formerIndexFolder(CheckpointType type) {
        return own().resolve(type.word());
    }

    /** What this service has for itself in the models folder. */
    Path own() {
        return modelsDir.resolve(".atelier");
    }

    /**
     * Creates a folder in the models folder, unless it exists. A models folder that is not mounted any more is not created: it
     * would be a folder of this machine's own disk.
     */
    void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(own())) {
            throw new ModelInstallException(
                    Scope.MOMENT, "the node's models folder is not there; it may not be mounted at the moment");
        }
        Files.createDirectories(folder);
    }
}
