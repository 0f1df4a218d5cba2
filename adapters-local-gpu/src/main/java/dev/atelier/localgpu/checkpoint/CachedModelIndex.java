package dev.atelier.localgpu.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
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
    void add(Placement placement, Entry entry) throws IOException {
        Path path = layout.indexFile(placement);
        layout.createFolder(path.getParent());
        Path draft = Files.createTempFile(path.getParent(), ".", ".draft");
        Files.write(draft, JSON.writeValueAsBytes(entry));
        Files.setLastModifiedTime(draft, FileTime.from(clock.instant()));
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The installed file, if it exists unchanged. */
    Optional<CachedModelFile> find(Placement placement) {
        Path path = layout.indexFile(placement);
        Path file = layout.file(placement);
        try {
            Entry entry = JSON.readValue(Files.readAllBytes(path), Entry.class);
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            boolean unchanged = attributes.size() == entry.size()
                    && attributes.lastModifiedTime().toMillis() == entry.modifiedMillis();
            return unchanged
                    ? Optional.of(new CachedModelFile(
                            placement,
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
            for (Placement placement : indexed(type)) {
                find(placement).ifPresentOrElse(all::add, () -> forgetOld(placement));
            }
        }
        return all;
    }

    /** Records that the file is used now. */
    void touch(CachedModelFile file) {
        Path indexFile = layout.indexFile(file.placement());
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
        file.placement().checkpoint().ifPresent(id -> deleteIfEmpty(file.path().getParent()));
    }

    /** The indexed files of this type that are gone. */
    List<Placement> gone(CheckpointType type) throws IOException {
        return indexed(type).stream()
                .filter(placement -> Files.notExists(layout.file(placement)))
                .toList();
    }

    /** All that is or was installed of this type. */
    List<Placement> indexed(CheckpointType type) throws IOException {
        List<Placement> placements = new ArrayList<>();
        for (Path folder : entries(layout.indexFolder(type))) {
            Optional<CheckpointId> id = CheckpointId.parse(folder.getFileName().toString());
            for (Path file : id.isPresent() ? entries(folder) : List.<Path>of()) {
                placements.add(new Placement(type, id, name(file)));
            }
        }
        for (Path file : entries(layout.formerIndexFolder(type))) {
            placements.add(new Placement(type, Optional.empty(), name(file)));
        }
        return placements;
    }

    private static CheckpointFileName name(Path file) {
        return new CheckpointFileName(file.getFileName().toString());
    }

    /** Without drafts, which begin with a dot, as model names cannot. */
    private static List<Path> entries(Path folder) throws IOException {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "[!.]*")) {
            all.forEach(entries::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return entries;
    }

    private void forgetOld(Placement placement) {
        Path indexFile = layout.indexFile(placement);
        try {
            if (Files.getLastModifiedTime(indexFile)
                    .toInstant()
                    .isBefore(clock.instant().minus(MAX_INSTALL_TIME))) {
                Files.deleteIfExists(indexFile);
                placement.checkpoint().ifPresent(id -> deleteIfEmpty(indexFile.getParent()));
            }
        } catch (IOException e) {
            LOG.debug("{} could not be deleted", indexFile, e);
        }
    }

    private static void deleteIfEmpty(Path folder) {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.debug("{} is kept: it is not empty", folder, e);
        }
    }
}
