package dev.atelier.localgpu.training;

import dev.atelier.domain.training.TrainingId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The parent of all work directories, locked by one service, whose worker name is stored in it. */
final class TrainingWorkDirs implements AutoCloseable {

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path root;
    private final String worker;
    private final FileChannel lock;

    private TrainingWorkDirs(Path root, String worker, FileChannel lock) {
        this.root = root;
        this.worker = worker;
        this.lock = lock;
    }

    /** Locks the directory, created if missing with access for its owner only; empty if another service has it locked. */
    static Optional<TrainingWorkDirs> open(Path root) throws IOException {
        boolean posix = root.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(root, posix ? new FileAttribute<?>[] {OWNER_ONLY} : new FileAttribute<?>[0]);
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel)) {
                return Optional.of(new TrainingWorkDirs(root, nameIn(root), channel));
            }
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
        channel.close();
        return Optional.empty();
    }

    private static String nameIn(Path root) throws IOException {
        Path name = root.resolve("worker");
        if (!Files.exists(name)) {
            Path draft = Files.writeString(root.resolve("worker.draft"), "trainer-" + UUID.randomUUID());
            Files.move(draft, name, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(name).strip();
    }

    /** The worker's name in the queue, the same after a restart. */
    String worker() {
        return worker;
    }

    TrainingWorkDir of(TrainingId id) {
        return new TrainingWorkDir(root.resolve(id.toString()));
    }

    /** All work directories in it except that of this training. */
    List<TrainingWorkDir> allExcept(Optional<TrainingId> excluded) throws IOException {
        try (Stream<Path> all = Files.list(root)) {
            return all.filter(Files::isDirectory)
                    .filter(folder -> TrainingId.parse(folder.getFileName().toString())
                            .filter(id -> !excluded.equals(Optional.of(id)))
                            .isPresent())
                    .map(TrainingWorkDir::new)
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // locked by another service in this process
        }
    }
}
