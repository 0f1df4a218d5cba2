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
 * Brings a model file from the store to its place, where it appears whole or not at all: by a hard link if store and
 * place lie on one file system, else as a copy. A symbolic link would lead nowhere on another machine.
 */
final class ModelFileInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(ModelFileInstaller.class);

    private static final int CHUNK = 1 << 20;
    private static final Duration SURELY_ABANDONED = Duration.ofDays(1);

    private final ModelStore store;
    private final ModelsFolderLayout layout;
    private final CachedModelIndex placed;

    ModelFileInstaller(ModelStore store, ModelsFolderLayout layout, CachedModelIndex placed) {
        this.store = store;
        this.layout = layout;
        this.placed = placed;
    }

    /** @param wanted asked between chunks; when it is false the delivery ends with {@link CancellationException} */
    void deliver(CheckpointType type, CheckpointFileName name, StorageUri origin, BooleanSupplier wanted)
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
            placed.add(type, name, note(origin, source));
            Files.createLink(target, source);
            LOG.info("Linked {} to {}", origin, target);
            return true;
        } catch (FileAlreadyExistsException e) {
            // Another replica that fills the same folder was first.
            return true;
        } catch (IOException | UnsupportedOperationException e) {
            LOG.debug("{} cannot be linked to {}; it is copied", origin, target, e);
            return false;
        }
    }

    private void copy(CheckpointType type, CheckpointFileName name, StorageUri origin, BooleanSupplier wanted)
            throws IOException {
        Path folder = layout.folder(type);
        removeAbandoned(folder);
        // Not a "temporary file" of the JDK's: only we could read that one, and WebUI may run as somebody else.
        Path part = folder.resolve(".atelier-" + UUID.randomUUID() + ".part");
        try {
            transfer(origin, part, wanted);
            placed.add(type, name, note(origin, part));
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
                    throw new CancellationException("nobody waits for " + origin + " any more");
                }
                out.write(chunk, 0, count);
            }
        }
    }

    private static CachedModelIndex.Entry note(StorageUri origin, Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new CachedModelIndex.Entry(
                origin.toString(),
                attributes.size(),
                attributes.lastModifiedTime().toMillis());
    }

    /** What a process that was killed left behind. */
    private static void removeAbandoned(Path folder) throws IOException {
        Instant limit = Instant.now().minus(SURELY_ABANDONED);
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, ".atelier-*.part")) {
            for (Path part : parts) {
                if (Files.getLastModifiedTime(part).toInstant().isBefore(limit)) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }
}
