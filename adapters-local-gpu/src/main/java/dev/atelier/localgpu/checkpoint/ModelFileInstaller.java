package dev.atelier.localgpu.checkpoint;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Installs a model file from the store atomically: as a hard link if store and models folder are on the same file system,
 * otherwise as a copy. Not as a symbolic link, which may be dangling on the node's machine.
 */
final class ModelFileInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(ModelFileInstaller.class);

    private static final int CHUNK = 1 << 20;
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private final ModelStore store;
    private final ModelsFolderLayout layout;
    private final CachedModelIndex index;
    private final Output output;

    /** Opens a new file for writing. */
    @FunctionalInterface
    interface Output {

        Output FILES = file -> Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);

        OutputStream open(Path file) throws IOException;
    }

    ModelFileInstaller(ModelStore store, ModelsFolderLayout layout, CachedModelIndex index, Output output) {
        this.output = output;
        this.store = store;
        this.layout = layout;
        this.index = index;
    }

    /**
     * @param wanted checked between chunks
     * @throws CancellationException if no longer wanted
     */
    void install(Placement placement, StorageUri origin, BooleanSupplier wanted) throws IOException {
        if (index.find(placement).filter(file -> isFrom(origin, file)).isPresent()) {
            return; // Another replica that shares the folder was first.
        }
        layout.createFolder(layout.folder(placement));
        // What another program made of the file, or what is left of an earlier installation.
        Files.deleteIfExists(layout.file(placement));
        Optional<Path> local = store.localFile(origin);
        if (local.isEmpty() || !link(placement, origin, local.get())) {
            copy(placement, origin, wanted);
        }
    }

    private static boolean isFrom(StorageUri origin, CachedModelFile file) {
        return file.origin().equals(origin.toString());
    }

    private boolean link(Placement placement, StorageUri origin, Path local) {
        Path target = layout.file(placement);
        try {
            Path source = local.toRealPath();
            index.add(placement, entry(origin, source));
            Files.createLink(target, source);
            LOG.info("Linked {} to {}", origin, target);
            return true;
        } catch (FileAlreadyExistsException e) {
            // Another replica that shares the folder was first.
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{} cannot be linked to {}; copying it", origin, target, e);
            return false;
        }
    }

    private void copy(Placement placement, StorageUri origin, BooleanSupplier wanted) throws IOException {
        Path folder = layout.folder(placement.type());
        removeAbandoned(folder);
        // No createTempFile: only this user could read it, and WebUI may run as another.
        Path part = folder.resolve(".atelier-" + UUID.randomUUID() + ".part");
        try {
            transfer(origin, part, wanted);
            index.add(placement, entry(origin, part));
            Files.move(part, layout.file(placement), StandardCopyOption.ATOMIC_MOVE);
            LOG.info("Copied {} to {}", origin, layout.file(placement));
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void transfer(StorageUri origin, Path part, BooleanSupplier wanted) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = store.open(origin);
                OutputStream out = output.open(part)) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                if (!wanted.getAsBoolean()) {
                    throw new CancellationException(origin + " is no longer needed");
                }
                out.write(chunk, 0, count);
            }
        }
    }

    private static CachedModelIndex.Entry entry(StorageUri origin, Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new CachedModelIndex.Entry(
                origin.toString(),
                attributes.size(),
                attributes.lastModifiedTime().toMillis());
    }

    /** Removes the partial files of killed processes. */
    private static void removeAbandoned(Path folder) throws IOException {
        Instant limit = Instant.now().minus(ABANDONED_AFTER);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".atelier-*.part")) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }
}
