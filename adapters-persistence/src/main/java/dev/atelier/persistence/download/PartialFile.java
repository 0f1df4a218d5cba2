package dev.atelier.persistence.download;

import dev.atelier.application.util.MessageDigests;
import dev.atelier.persistence.OwnerOnly;
import dev.atelier.persistence.storage.DiskSpaceGuard;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The received part of a file, in the spool. It survives this process, together with the server's validator that
 * distinguishes this version of the file from later ones under the same URL. Locked against concurrent use. Not
 * thread-safe.
 */
final class PartialFile implements Closeable {

    static final String EXTENSION = ".part";

    private static final int BUFFER = 64 * 1024;
    private static final long BETWEEN_CHECKS = 16 * 1024 * 1024;

    private final Path path;
    private final Path validatorPath;
    private final RandomAccessFile file;
    private final DiskSpaceGuard space;
    private MessageDigest digest = MessageDigests.get("SHA-256");
    private String validator;
    private long size;
    private long untilCheck;

    private PartialFile(Path path, Path validatorPath, DiskSpaceGuard space) throws IOException {
        this.path = path;
        this.validatorPath = validatorPath;
        this.space = space;
        this.file = new RandomAccessFile(path.toFile(), "rw");
    }

    /**
     * Opens the existing file, or creates an empty one.
     *
     * @param reserve bytes of the disk to leave free
     */
    static PartialFile open(Path folder, int position, long reserve) throws SpoolException {
        try {
            OwnerOnly.make(folder);
            PartialFile partial = new PartialFile(
                    folder.resolve(position + EXTENSION),
                    folder.resolve(position + ".validator"),
                    new DiskSpaceGuard(folder, reserve));
            try {
                partial.lock();
                partial.recall();
                return partial;
            } catch (IOException | RuntimeException e) {
                partial.close();
                throw e;
            }
        } catch (IOException e) {
            throw new SpoolException(folder, e);
        }
    }

    private void lock() throws IOException {
        try {
            FileLock lock = file.getChannel().tryLock();
            if (lock != null) {
                return;
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException("this process has it open already", e);
        }
        throw new IOException("another process has it open");
    }

    private void recall() throws IOException {
        if (!Files.exists(validatorPath)) {
            startOver(null);
            return;
        }
        validator = Files.readString(validatorPath);
        byte[] buffer = new byte[BUFFER];
        for (int read = file.read(buffer); read >= 0; read = file.read(buffer)) {
            digest.update(buffer, 0, read);
            size += read;
        }
    }

    Path path() {
        return path;
    }

    long size() {
        return size;
    }

    /**
     * The validator to send when requesting the rest; empty if there is nothing yet or the rest cannot be requested.
     */
    Optional<String> validator() {
        return size == 0 ? Optional.empty() : Optional.ofNullable(validator);
    }

    /** Discards the content. */
    void startOver(String newValidator) throws SpoolException {
        try {
            Files.deleteIfExists(validatorPath);
            file.setLength(0);
            file.seek(0);
            digest = MessageDigests.get("SHA-256");
            size = 0;
            validator = newValidator;
            if (newValidator != null) {
                Files.writeString(validatorPath, newValidator);
            }
        } catch (IOException e) {
            throw new SpoolException(path, e);
        }
    }

    /** @throws dev.atelier.domain.InsufficientStorageException if the disk has no space; what was there stays */
    void append(byte[] bytes, int length) throws SpoolException {
        try {
            if (untilCheck <= 0) {
                space.require(length);
                untilCheck = BETWEEN_CHECKS;
            }
            untilCheck -= length;
            file.write(bytes, 0, length);
        } catch (IOException e) {
            throw new SpoolException(path, e);
        }
        digest.update(bytes, 0, length);
        size += length;
    }

    /** Digest of the whole content, computed once, at the end. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws SpoolException {
        try {
            file.close();
        } catch (IOException e) {
            throw new SpoolException(path, e);
        }
    }

    /** A failure of the local disk, not of the network. */
    static final class SpoolException extends IOException {

        private static final long serialVersionUID = 1L;

        SpoolException(Path path, IOException cause) {
            super("the import's file " + path + " cannot be used: " + cause.getMessage(), cause);
        }
    }
}
