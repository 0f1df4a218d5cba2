package dev.atelier.localgpu.webui;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** So many bytes of a stream, and then its end. */
final class FirstBytes extends FilterInputStream {

    private long left;

    FirstBytes(InputStream in, long count) {
        super(in);
        this.left = count;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        int value = super.read();
        left -= value < 0 ? left : 1;
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0 && length > 0) {
            return -1;
        }
        int read = super.read(bytes, offset, (int) Math.min(length, left));
        left -= read < 0 ? left : read;
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
