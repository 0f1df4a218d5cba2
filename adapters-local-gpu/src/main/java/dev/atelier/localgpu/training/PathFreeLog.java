package dev.atelier.localgpu.training;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** A log filtered by {@link LocalPaths} line by line, very long lines in pieces. Not thread-safe. */
final class PathFreeLog extends InputStream {

    private static final int MAX_PIECE = 1 << 16;

    /** Longer than any path. */
    private static final int LOOKAHEAD = 1 << 13;

    private final InputStream log;
    private final LocalPaths paths;
    private final StringBuilder window = new StringBuilder();
    private byte[] piece = {};
    private int position;

    PathFreeLog(Path log, LocalPaths paths) throws IOException {
        this.log = new BufferedInputStream(Files.newInputStream(log, LinkOption.NOFOLLOW_LINKS));
        this.paths = paths;
    }

    @Override
    public int read() throws IOException {
        return isAtEnd() ? -1 : piece[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, piece.length - position);
        System.arraycopy(piece, position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        log.close();
    }

    /** Reads the next piece once this one is consumed; a piece may be empty after filtering. */
    private boolean isAtEnd() throws IOException {
        while (position == piece.length) {
            boolean complete = readLine();
            if (window.isEmpty()) {
                return true;
            }
            int safe = complete ? window.length() : paths.cut(window, MAX_PIECE - LOOKAHEAD);
            int end = safe == 0 ? window.length() : safe; // longer than any path
            piece = paths.removedFromBytes(window.substring(0, end)).getBytes(StandardCharsets.ISO_8859_1);
            window.delete(0, end);
            position = 0;
        }
        return false;
    }

    /** Fills the window up to the end of the line or of the log (true), or to its capacity (false). */
    private boolean readLine() throws IOException {
        while (window.length() < MAX_PIECE) {
            int octet = log.read();
            if (octet < 0) {
                return true;
            }
            window.append((char) octet);
            if (octet == '\n' || octet == '\r') {
                return true;
            }
        }
        return false;
    }
}
