package dev.atelier.persistence.storage.multipart;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;

/**
 * An uploaded part. Its file contains the bytes followed by their 16-byte MD5, so that both appear, and are replaced,
 * atomically.
 *
 * @param number from 1
 * @param size number of bytes sent
 * @param md5 hexadecimal, in lower case
 */
record StoredPart(int number, long size, String md5) {

    private static final int TRAILER = 16;

    static Path path(Path folder, int number) {
        return folder.resolve("part-" + number);
    }

    /** Appends the MD5 to a file with the bytes. */
    static void seal(Path file, String md5) throws IOException {
        Files.write(file, HexFormat.of().parseHex(md5), StandardOpenOption.APPEND);
    }

    /** Reads the part of this number, if it exists and has its MD5. */
    static Optional<StoredPart> find(Path folder, int number) throws IOException {
        try (FileChannel channel = FileChannel.open(path(folder, number))) {
            long size = channel.size() - TRAILER;
            if (size < 0) {
                return Optional.empty(); // damaged
            }
            ByteBuffer md5 = ByteBuffer.allocate(TRAILER);
            channel.read(md5, size);
            return Optional.of(new StoredPart(number, size, HexFormat.of().formatHex(md5.array())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
