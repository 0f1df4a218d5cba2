package dev.atelier.localgpu.webui;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream. */
final class FirstBytes extends FilterInputStream {

    private long remaining;

    FirstBytes(InputStream in, long count) {
        super(in);
        this.remaining = count;
    }

    @Override
    public int read() throws IOException {
        if (remaining == 0) {
            return -1;
        }
        int value = super.read();
        remaining -= value < 0 ? remaining : 1;
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (remaining == 0 && length > 0) {
            return -1;
        }
        int read = super.read(bytes, offset, (int) Math.min(length, remaining));
        remaining -= read < 0 ? remaining : read;
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
