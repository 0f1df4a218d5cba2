package dev.atelier.persistence.model.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Bounds how many bytes can be read, so that a parser that would read a whole header into memory is stopped in time.
 * Its failures are unchecked, so that the parser cannot take them for malformed input.
 */
final class LimitedInputStream extends InputStream {

    private static final int BUFFER = 1 << 16;

    private final InputStream in;
    private long allowed = Long.MAX_VALUE;

    LimitedInputStream(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER);
    }

    /** Resets the number of bytes that may be read. */
    void allow(long bytes) {
        allowed = bytes;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        if (allowed <= 0) {
            throw TarModelArchiveReader.rejected("one of its headers is too long");
        }
        try {
            int read = in.read(into, offset, (int) Math.min(length, allowed));
            allowed -= Math.max(read, 0);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
