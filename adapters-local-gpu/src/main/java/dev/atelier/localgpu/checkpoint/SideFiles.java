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
 * The configurations beside models. WebUI applies one to every model of that name in the folder, whatever its ending, so it is
 * placed only where the model of its own checkpoint alone has that name.
 */
final class SideFiles {

    private final ModelsFolderLayout layout;
    private final ModelFileInspector inspector;
    private final CachedModelIndex placed;
    private final InUseFiles inUseFiles;

    SideFiles(ModelsFolderLayout layout, ModelFileInspector inspector, CachedModelIndex placed, InUseFiles inUseFiles) {
        this.layout = layout;
        this.inspector = inspector;
        this.placed = placed;
        this.inUseFiles = inUseFiles;
    }

    /** @throws ModelInstallException when this configuration may not lie on the node */
    void requirePlaceable(ModelReference configuration, List<ModelReference> models) throws IOException {
        CheckpointFileName name = new CheckpointFileName(configuration.name());
        for (CheckpointFileName other : configuredBy(layout.folder(configuration.type()), name)) {
            boolean own = placed.find(configuration.type(), other).isPresent()
                    && models.stream().anyMatch(model -> isFileOf(model, configuration, other));
            if (!own) {
                throw new ModelInstallException(
                        "file " + name + " would configure " + other
                                + " as well, which the node has and which is not of its checkpoint; give the files another name");
            }
        }
    }

    /** Makes sure that a model is not read with the configuration of another checkpoint. */
    void clearFor(ModelReference model, List<ModelReference> models) throws IOException {
        for (CachedModelFile file : placed.all()) {
            boolean foreign = file.type() == model.type()
                    && UsableFile.isConfiguredBy(new CheckpointFileName(model.name()), file.name())
                    && models.stream()
                            .noneMatch(used -> used.isStored()
                                    && used.name().equals(file.name().value())
                                    && used.file().toString().equals(file.origin()));
            if (foreign && !inUseFiles.removeUnused(file, placed::remove)) {
                throw new ModelInstallException("model " + model.name() + " would be configured by " + file.name()
                        + ", which another inference uses now");
            }
        }
    }

    /** Whether the file may stay as far as it can be seen from its content; what is no configuration may. */
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
