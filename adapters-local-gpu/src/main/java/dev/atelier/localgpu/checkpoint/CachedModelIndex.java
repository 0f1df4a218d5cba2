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
 * Remembers, across restarts, which files of a models folder are ours: one note for each, whose time is that of the
 * file's last use. A file counts as ours only while it has the size and time that we left it with, so one that somebody
 * else put in its place is theirs.
 */
final class CachedModelIndex {

    private static final Logger LOG = LoggerFactory.getLogger(CachedModelIndex.class);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A note is written before its file appears; a younger one than this may be waiting for it. */
    private static final Duration MAX_PLACING = Duration.ofHours(6);

    private final ModelsFolderLayout layout;
    private final Clock clock;

    CachedModelIndex(ModelsFolderLayout layout, Clock clock) {
        this.layout = layout;
        this.clock = clock;
    }

    /** What a note says. */
    record Entry(String origin, long size, long modifiedMillis) {}

    /** Notes that a file is ours, just before it appears. */
    void add(CheckpointType type, CheckpointFileName name, Entry entry) throws IOException {
        Path path = layout.note(type, name);
        Files.createDirectories(path.getParent());
        Path draft = Files.createTempFile(path.getParent(), ".", ".draft");
        Files.write(draft, JSON.writeValueAsBytes(entry));
        Files.setLastModifiedTime(draft, FileTime.from(clock.instant()));
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether we once placed a file of that name, even if it is gone by now. */
    boolean noted(CheckpointType type, CheckpointFileName name) {
        return Files.exists(layout.note(type, name));
    }

    /** The file of that name, if it is there and ours. */
    Optional<CachedModelFile> find(CheckpointType type, CheckpointFileName name) {
        Path path = layout.note(type, name);
        Path file = layout.file(type, name);
        try {
            Entry entry = JSON.readValue(Files.readAllBytes(path), Entry.class);
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            boolean ours = attributes.size() == entry.size()
                    && attributes.lastModifiedTime().toMillis() == entry.modifiedMillis();
            return ours
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
            LOG.warn("{} cannot be read; {} is left alone as if it were not ours", path, file, e);
            return Optional.empty();
        }
    }

    /** All files that are ours. */
    List<CachedModelFile> all() throws IOException {
        List<CachedModelFile> all = new ArrayList<>();
        for (CheckpointType type : CheckpointType.values()) {
            for (CheckpointFileName name : noted(type)) {
                find(type, name).ifPresentOrElse(all::add, () -> forgetOld(type, name));
            }
        }
        return all;
    }

    /** Notes that the file is used now. */
    void touch(CachedModelFile file) {
        Path note = layout.note(file.type(), file.name());
        try {
            Files.setLastModifiedTime(note, FileTime.from(clock.instant()));
        } catch (IOException e) {
            LOG.debug("{} keeps its time; its file may leave earlier than it should", note, e);
        }
    }

    /** Removes the file and keeps its note for a while, by which it is known that what nodes list yet is no file of theirs. */
    void withdraw(CachedModelFile file) throws IOException {
        touch(file);
        Files.deleteIfExists(file.path());
    }

    /** The names of the files of this type that we placed once and that are gone. */
    List<CheckpointFileName> gone(CheckpointType type) throws IOException {
        return noted(type).stream()
                .filter(name -> Files.notExists(layout.file(type, name)))
                .toList();
    }

    /** Removes the file. */
    void remove(CachedModelFile file) throws IOException {
        Files.deleteIfExists(file.path());
        Files.deleteIfExists(layout.note(file.type(), file.name()));
    }

    private List<CheckpointFileName> noted(CheckpointType type) throws IOException {
        List<CheckpointFileName> names = new ArrayList<>();
        // A draft begins with a dot, which no model's name does.
        try (DirectoryStream<Path> notes = Files.newDirectoryStream(layout.notes(type), "[!.]*")) {
            notes.forEach(
                    note -> names.add(new CheckpointFileName(note.getFileName().toString())));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return names;
    }

    private void forgetOld(CheckpointType type, CheckpointFileName name) {
        Path note = layout.note(type, name);
        try {
            if (Files.getLastModifiedTime(note)
                    .toInstant()
                    .isBefore(clock.instant().minus(MAX_PLACING))) {
                Files.deleteIfExists(note);
            }
        } catch (IOException e) {
            LOG.debug("{} stays", note, e);
        }
    }
}
