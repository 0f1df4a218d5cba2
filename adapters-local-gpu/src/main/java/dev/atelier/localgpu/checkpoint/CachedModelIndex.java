package dev.atelier.localgpu.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointType;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Persistent index of the files that this service installed in a models folder: one index file each, whose modification
 * time is the model's last use. A model file counts as installed only while size and modification time are unchanged, so
 * that a replacement by another program is not touched.
 */
final class CachedModelIndex {

    private static final Logger LOG = LoggerFactory.getLogger(CachedModelIndex.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The index file is written before the model file; until this age the model file may still be missing. */
    private static final Duration MAX_INSTALL_TIME = Duration.ofHours(6);

    private final ModelsFolderLayout layout;
    private final Clock clock;

    CachedModelIndex(ModelsFolderLayout layout, Clock clock) {
        this.layout = layout;
        this.clock = clock;
    }

    /** The content of an index file. */
    record Entry(String origin, long size, long modifiedMillis) {}

    /** Adds a file to the index, just before it is installed. */
    void add(CheckpointType type, CheckpointFileName name, Entry entry) throws IOException {
        Path path = layout.indexFile(type, name);
        Files.createDirectories(path.getParent());
        Path draft = Files.createTempFile(path.getParent(), ".", ".draft");
        Files.write(draft, JSON.writeValueAsBytes(entry));
        Files.setLastModifiedTime(draft, FileTime.from(clock.instant()));
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether the index has a file of that name, even if the file itself is gone. */
    boolean isIndexed(CheckpointType type, CheckpointFileName name) {
        return Files.exists(layout.indexFile(type, name));
    }

    /** The installed file of that name, if it exists unchanged. */
    Optional<CachedModelFile> find(CheckpointType type, CheckpointFileName name) {
        Path path = layout.indexFile(type, name);
        Path file = layout.file(type, name);
        try {
            Entry entry = JSON.readValue(Files.readAllBytes(path), Entry.class);
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            boolean unchanged = attributes.size() == entry.size()
                    && attributes.lastModifiedTime().toMillis() == entry.modifiedMillis();
            return unchanged
                    ? Optional.of(new CachedModelFile(
                            type,
                            name,
                            file,
                            entry.origin(),
                            entry.size(),
                            Files.getLastModifiedTime(path).toInstant()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} cannot be read; {} is treated as not installed by this service", path, file, e);
            return Optional.empty();
        }
    }

    /** All installed files. */
    List<CachedModelFile> all() throws IOException {
        List<CachedModelFile> all = new ArrayList<>();
        for (CheckpointType type : CheckpointType.values()) {
            for (CheckpointFileName name : indexed(type)) {
                find(type, name).ifPresentOrElse(all::add, () -> forgetOld(type, name));
            }
        }
        return all;
    }

    /** Records that the file is used now. */
    void touch(CachedModelFile file) {
        Path indexFile = layout.indexFile(file.type(), file.name());
        try {
            Files.setLastModifiedTime(indexFile, FileTime.from(clock.instant()));
        } catch (IOException e) {
            LOG.debug("The last use of {} could not be recorded; it may be evicted too early", indexFile, e);
        }
    }

    /** Removes the file and keeps its index file for a while: nodes may still list it, and must not publish it as their own. */
    void withdraw(CachedModelFile file) throws IOException {
        touch(file);
        Files.deleteIfExists(file.path());
    }

    /** The indexed names of this type whose files are gone. */
    List<CheckpointFileName> gone(CheckpointType type) throws IOException {
        return indexed(type).stream()
                .filter(name -> Files.notExists(layout.file(type, name)))
                .toList();
    }

    /** Removes the file and its index file. */
    void remove(CachedModelFile file) throws IOException {
        Files.deleteIfExists(file.path());
        Files.deleteIfExists(layout.indexFile(file.type(), file.name()));
    }

    private List<CheckpointFileName> indexed(CheckpointType type) throws IOException {
        List<CheckpointFileName> names = new ArrayList<>();
        // Drafts begin with a dot, which model names cannot.
        try (DirectoryStream<Path> indexFiles = Files.newDirectoryStream(layout.indexFolder(type), "[!.]*")) {
            indexFiles.forEach(
                    file -> names.add(new CheckpointFileName(file.getFileName().toString())));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return names;
    }

    private void forgetOld(CheckpointType type, CheckpointFileName name) {
        Path indexFile = layout.indexFile(type, name);
        try {
            if (Files.getLastModifiedTime(indexFile)
                    .toInstant()
                    .isBefore(clock.instant().minus(MAX_INSTALL_TIME))) {
                Files.deleteIfExists(indexFile);
            }
        } catch (IOException e) {
            LOG.debug("{} could not be deleted", indexFile, e);
        }
    }
}
