package dev.atelier.persistence.storage.local;

import dev.atelier.application.util.DirectoryDeleter;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.persistence.storage.FilePlacement;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Completely stored files. Unlike in S3, a location is either a file or has files below it, not both. Thread-safe, also
 * across processes.
 */
final class CommittedFiles implements FilePlacement {

    /** A retry is needed only if another caller removes the folder between two steps. */
    private static final int TRIES = 50;

    private final ObjectKeyPathMapper paths;

    CommittedFiles(ObjectKeyPathMapper paths) {
        this.paths = paths;
    }

    /**
     * Where the file of this location will be. Must be called before content is sent.
     *
     * @throws InvalidRequestException if nothing can be stored at the location
     */
    Path requireStorable(StorageUri location) {
        return paths.of(location);
    }

    /** Path of the file at exactly this location. */
    Optional<Path> find(StorageUri location) {
        return Optional.of(paths.of(location)).filter(Files::isRegularFile);
    }

    /** Files below the folder, read lazily. Links to folders are not followed. */
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    Stream<StorageUri> list(StorageUri folder) throws IOException {
        Path path = paths.of(folder);
        if (!Files.isDirectory(path)) {
            return Stream.empty();
        }
        Stream<Path> found = Files.walk(path);
        return found.filter(Files::isRegularFile).map(file -> paths.below(folder, path.relativize(file)));
    }

    /**
     * All files of a bucket, read lazily.
     *
     * @param known locations that may have shortened names
     * @param nameless receives the paths whose location is unknown
     */
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    Stream<StorageUri> listAll(String bucket, Supplier<List<StorageUri>> known, Consumer<String> nameless)
            throws IOException {
        Path folder = paths.root().resolve(bucket);
        if (!Files.isDirectory(folder)) {
            return Stream.empty();
        }
        Map<Path, StorageUri> shortened = new HashMap<>();
        Stream<Path> found = Files.walk(folder);
        return found.flatMap(file -> {
            if (Files.isSymbolicLink(file) && Files.isDirectory(file)) {
                nameless.accept(file + ": it is a link to a folder");
                return Stream.empty();
            }
            if (!Files.isRegularFile(file)) {
                return Stream.empty();
            }
            if (!ObjectKeyPathMapper.isShortened(file)) {
                return location(bucket, folder.relativize(file), nameless);
            }
            if (shortened.isEmpty()) {
                known.get().stream()
                        .map(location -> new StorageUri(bucket, location.key())) // rows may name a later bucket
                        .forEach(location -> shortened.put(paths.of(location), location));
            }
            StorageUri location = shortened.get(file);
            if (location == null) {
                nameless.accept(file + ": its name is too long for the disk, and no row names it");
            }
            return Stream.ofNullable(location);
        });
    }

    /** Nothing for a name that this service did not give. */
    private Stream<StorageUri> location(String bucket, Path relative, Consumer<String> nameless) {
        try {
            return Stream.of(paths.location(bucket, relative));
        } catch (IllegalArgumentException | InvalidRequestException e) {
            nameless.accept(relative + ": it has no name that this service gives");
            return Stream.empty();
        }
    }

    @Override
    public void commit(Path source, StorageUri location) throws IOException {
        commit(source, location, paths.of(location));
    }

    /** As above, where the path was checked just before. */
    void commit(Path source, StorageUri location, Path target) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                makeFolder(target.getParent());
                Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (AtomicMoveNotSupportedException e) {
                throw e; // it is on another disk
            } catch (FileSystemException e) {
                // A removal may have deleted the empty folder between the two steps above.
                rejectClash(target, location);
                if (tries == TRIES || !Files.exists(source)) {
                    throw e;
                }
            }
        }
    }

    /** Deletes the file and everything below; files stored concurrently may stay. */
    void deleteAll(StorageUri location) throws IOException {
        Path path = paths.of(location);
        DirectoryDeleter.remove(path);
        Path above = path.getParent();
        while (!above.equals(paths.root()) && removeIfEmpty(above)) {
            above = above.getParent();
        }
    }

    /** Unlike the library's, without an exception for each folder that is new. */
    private static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        makeFolder(folder.getParent());
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private void rejectClash(Path target, StorageUri location) throws IOException {
        for (Path above = target.getParent(); !above.equals(paths.root()); above = above.getParent()) {
            if (Files.isRegularFile(above)) {
                throw new InvalidRequestException(location + " cannot be stored: a part of its path is a file already");
            }
        }
        if (Files.isDirectory(target) && !removeIfEmpty(target)) {
            throw new InvalidRequestException(location + " cannot be stored: files exist below it");
        }
    }

    /** Whether the folder existed and was removed. Files and links to folders stay. */
    private static boolean removeIfEmpty(Path folder) throws IOException {
        try {
            return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }
}
