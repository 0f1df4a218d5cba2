package dev.atelier.localgpu.checkpoint;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFormat;
import dev.atelier.domain.checkpoint.UsableFile;
import dev.atelier.domain.inference.ModelReference;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Configuration files beside models. WebUI applies one to every model of the same stem in the folder, so it is installed
 * only if no model of another checkpoint has that stem.
 */
final class SideFiles {

    private final ModelsFolderLayout layout;
    private final ModelFileInspector inspector;
    private final CachedModelIndex index;
    private final InUseFiles inUseFiles;

    SideFiles(ModelsFolderLayout layout, ModelFileInspector inspector, CachedModelIndex index, InUseFiles inUseFiles) {
        this.layout = layout;
        this.inspector = inspector;
        this.index = index;
        this.inUseFiles = inUseFiles;
    }

    /** @throws ModelInstallException if this configuration must not be installed */
    void requireInstallable(ModelReference configuration, List<ModelReference> models) throws IOException {
        CheckpointFileName name = new CheckpointFileName(configuration.name());
        for (CheckpointFileName other : configuredBy(layout.folder(configuration.type()), name)) {
            boolean own = index.find(configuration.type(), other).isPresent()
                    && models.stream().anyMatch(model -> isFileOf(model, configuration, other));
            if (!own) {
                throw new ModelInstallException(
                        "file " + name + " would configure " + other
                                + " as well, which the node has and which is not of its checkpoint; give the files another name");
            }
        }
    }

    /** Removes configurations of other checkpoints that WebUI would apply to the model. */
    void clearFor(ModelReference model, List<ModelReference> models) throws IOException {
        for (CachedModelFile file : index.all()) {
            boolean foreign = file.type() == model.type()
                    && UsableFile.isConfiguredBy(new CheckpointFileName(model.name()), file.name())
                    && models.stream()
                            .noneMatch(used -> used.isStored()
                                    && used.name().equals(file.name().value())
                                    && used.file().toString().equals(file.origin()));
            if (foreign && !inUseFiles.removeUnused(file, index::remove)) {
                throw new ModelInstallException("model " + model.name() + " would be configured by " + file.name()
                        + ", which another inference is using");
            }
        }
    }

    /** Whether the content of a configuration passes inspection; true for other files. */
    boolean isHarmless(CachedModelFile file) throws IOException {
        if (ModelFormat.of(file.name().value())
                .filter(format -> !format.isWeights())
                .isEmpty()) {
            return true;
        }
        try (SeekableByteChannel content = Files.newByteChannel(file.path())) {
            inspector.inspect(file.name(), content);
            return true;
        } catch (ModelFileRejectedException e) {
            return false;
        }
    }

    private static boolean isFileOf(ModelReference model, ModelReference configuration, CheckpointFileName file) {
        return model.name().equals(file.value())
                && model.type() == configuration.type()
                && configuration.checkpoint().equals(model.checkpoint());
    }

    private static List<CheckpointFileName> configuredBy(Path folder, CheckpointFileName configuration)
            throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        List<CheckpointFileName> models = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                CheckpointFileName.parse(file.getFileName().toString())
                        .filter(model -> UsableFile.isConfiguredBy(model, configuration))
                        .ifPresent(models::add);
            }
        }
        return models;
    }
}
