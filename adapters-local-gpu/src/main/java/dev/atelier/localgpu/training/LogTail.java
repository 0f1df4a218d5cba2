package dev.atelier.localgpu.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Reads the lines that another process appends to a file. Not thread-safe. */
final class LogTail {

    private static final int MAX_LINE_LENGTH = 8192;

    private final Path file;
    private final ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
    private final StringBuilder line = new StringBuilder();
    private long position;

    LogTail(Path file) {
        this.file = file;
    }

    /** The number of bytes read. */
    long position() {
        return position;
    }

    /** Passes on the lines completed since the last call; those of progress bars end with a carriage return. */
    void read(Consumer<String> lines) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return; // not created yet, or replaced by a trainer of another user
        }
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            channel.position(position);
            while (channel.read(chunk.clear()) > 0) {
                chunk.flip();
                position += chunk.remaining();
                split(lines);
            }
        }
    }

    /** Passes on an incomplete last line. */
    void end(Consumer<String> lines) {
        finish(lines);
    }

    /** Splits bytes, not characters: line ends are ASCII, and a chunk may end within a character. */
    private void split(Consumer<String> lines) {
        while (chunk.hasRemaining()) {
            byte octet = chunk.get();
            if (octet == '\n' || octet == '\r') {
                finish(lines);
            } else if (line.length() < MAX_LINE_LENGTH) {
                line.append((char) (octet & 0xff));
            }
        }
    }

    private void finish(Consumer<String> lines) {
        String text = new String(line.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        line.setLength(0);
        if (!text.isEmpty()) {
            lines.accept(text);
        }
    }
}
