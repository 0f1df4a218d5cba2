package dev.atelier.localgpu.checkpoint;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFormat;
import dev.atelier.domain.checkpoint.UsableFile;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.checkpoint.ModelInstallException.Scope;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Configuration files beside models. WebUI applies one to every model of the same stem in the folder, which is that of their
 * checkpoint; it is installed only if the inference names each of these, and removed for an inference that does not name it.
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
        Placement placement = Placement.of(configuration);
        for (CheckpointFileName other : configuredBy(layout.folder(placement), placement.name())) {
            boolean used = models.stream().anyMatch(model -> isFileOf(model, configuration, other));
            if (!used) {
                throw new ModelInstallException(
                        Scope.NODE,
                        "file " + placement.name() + " would configure " + other
                                + " as well, which the inference does not name; give the files another name");
            }
        }
    }

    /** Removes the configuration of the model that another inference named; this one is without it. */
    void clearFor(ModelReference model, List<ModelReference> models) throws IOException {
        Placement placement = Placement.of(model);
        for (CachedModelFile file : index.all()) {
            boolean foreign = file.type() == model.type()
                    && file.placement().checkpoint().equals(placement.checkpoint())
                    && UsableFile.isConfiguredBy(placement.name(), file.name())
                    && models.stream().noneMatch(used -> isFileOf(used, model, file.name()));
            if (foreign && !inUseFiles.removeUnused(file, index::withdraw)) {
                throw new ModelInstallException(
                        Scope.MOMENT,
                        "model " + model.name() + " would be configured by " + file.name()
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

    /** Whether the first is this file of the checkpoint of the second. */
    private static boolean isFileOf(ModelReference model, ModelReference other, CheckpointFileName file) {
        return model.name().equals(file.value())
                && model.type() == other.type()
                && other.checkpoint().equals(model.checkpoint());
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
