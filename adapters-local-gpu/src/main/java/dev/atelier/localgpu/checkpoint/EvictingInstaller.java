package dev.atelier.localgpu.checkpoint;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.checkpoint.ModelInstallException.Scope;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs files of the store in a models folder, after an inspection, and evicts others where there is no space. */
record EvictingInstaller(
        ModelStore store,
        ModelFileInspector inspector,
        ModelsFolderLayout layout,
        ModelFileInstaller modelFileInstaller,
        LruEvictor lruEvictor) {

    private static final Logger LOG = LoggerFactory.getLogger(EvictingInstaller.class);

    /**
     * Installs the file of a model, and makes room for it.
     *
     * @return the types of what was evicted
     */
    Set<CheckpointType> install(ModelReference model, BooleanSupplier wanted) throws IOException {
        Placement placement = Placement.of(model);
        CheckpointFileName name = placement.name();
        StoredFile file = store.find(model.file())
                .orElseThrow(
                        () -> new ModelInstallException(Scope.MODEL, "model " + name + " is no longer in the store"));
        requireInspected(model);
        Set<CheckpointType> evicted = EnumSet.noneOf(CheckpointType.class);
        evicted.addAll(lruEvictor.evictUntilFits(name, file.size()));
        while (true) {
            try {
                modelFileInstaller.install(placement, model.file(), wanted);
                return evicted;
            } catch (IOException e) {
                if (!isDiskFull(e)) {
                    throw e;
                }
                LOG.warn("There is no space for {} in {}", model.file(), layout.folder(model.type()), e);
                FileStore disk = Files.getFileStore(layout.folder(model.type()));
                evicted.addAll(lruEvictor.evictFromFullDisk(name, file.size(), disk));
            }
        }
    }

    /** Java has no type for it: in the words of Linux, of its quotas, and of Windows. */
    private static boolean isDiskFull(IOException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No space left")
                || message.contains("quota exceeded")
                || message.contains("enough space");
    }

    /** Inspected again: it may have been stored or renamed before inspection became stricter. */
    private void requireInspected(ModelReference model) throws IOException {
        try (SeekableByteChannel content = store.openChannel(model.file())) {
            inspector.inspect(Placement.of(model).name(), content);
        } catch (ModelFileRejectedException e) {
            throw new ModelInstallException(Scope.MODEL, e.getMessage());
        }
    }
}
