package dev.atelier.localgpu.checkpoint;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
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

    ModelFileInstaller(ModelStore store, ModelsFolderLayout layout, CachedModelIndex index) {
        this.store = store;
        this.layout = layout;
        this.index = index;
    }

    /**
     * @param wanted checked between chunks
     * @throws CancellationException if no longer wanted
     */
    void install(CheckpointType type, CheckpointFileName name, StorageUri origin, BooleanSupplier wanted)
            throws IOException {
        Files.createDirectories(layout.folder(type));
        Optional<Path> local = store.localFile(origin);
        if (local.isEmpty() || !link(type, name, origin, local.get())) {
            copy(type, name, origin, wanted);
        }
    }

    private boolean link(CheckpointType type, CheckpointFileName name, StorageUri origin, Path local) {
        Path target = layout.file(type, name);
        try {
            Path source = local.toRealPath();
            index.add(type, name, entry(origin, source));
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

    private void copy(CheckpointType type, CheckpointFileName name, StorageUri origin, BooleanSupplier wanted)
            throws IOException {
        Path folder = layout.folder(type);
        removeAbandoned(folder);
        // No createTempFile: only this user could read it, and WebUI may run as another.
        Path part = folder.resolve(".atelier-" + UUID.randomUUID() + ".part");
        try {
            transfer(origin, part, wanted);
            index.add(type, name, entry(origin, part));
            Files.move(part, layout.file(type, name), StandardCopyOption.ATOMIC_MOVE);
            LOG.info("Copied {} to {}", origin, layout.file(type, name));
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void transfer(StorageUri origin, Path part, BooleanSupplier wanted) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = store.open(origin);
                OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
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
