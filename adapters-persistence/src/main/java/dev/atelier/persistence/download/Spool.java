package dev.atelier.persistence.download;

import dev.atelier.application.util.DirectoryDeleter;
import dev.atelier.domain.checkpoint.CheckpointId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Folder for incomplete files, with one subfolder per checkpoint. */
public final class Spool {

    private final Path root;

    public Spool(Path root) {
        this.root = root;
    }

    /** Folder for the files of this checkpoint; it may not exist yet. */
    public Path folder(CheckpointId checkpoint) {
        return root.resolve(checkpoint.toString());
    }

    public void remove(Path folder) throws IOException {
        DirectoryDeleter.remove(folder);
    }

    /** The checkpoints that have a part of a downloaded file; merges have others. */
    Set<CheckpointId> imports() throws IOException {
        Set<CheckpointId> found = new HashSet<>();
        if (Files.isDirectory(root)) {
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
                for (Path folder : folders) {
                    Optional<CheckpointId> id =
                            CheckpointId.parse(folder.getFileName().toString());
                    if (id.isPresent() && hasPart(folder)) {
                        found.add(id.get());
                    }
                }
            }
        }
        return found;
    }

    private static boolean hasPart(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + PartialFile.EXTENSION)) {
            return files.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return false; // removed meanwhile
        }
    }

    void removeUnchangedSince(Instant time) throws IOException {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                if (newest(folder).isBefore(time)) {
                    remove(folder);
                }
            }
        }
    }

    private static Instant newest(Path folder) throws IOException {
        Instant newest = Files.getLastModifiedTime(folder).toInstant();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Instant changed = Files.getLastModifiedTime(file).toInstant();
                newest = changed.isAfter(newest) ? changed : newest;
            }
        }
        return newest;
    }
}
