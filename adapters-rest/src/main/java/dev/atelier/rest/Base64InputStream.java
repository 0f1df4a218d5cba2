package dev.atelier.rest;

import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/** The base64 of another stream, a few kilobytes at a time. Not thread-safe. */
public final class Base64InputStream extends InputStream {

    /** A multiple of three, so that only the last portion is padded. */
    private static final int PORTION = 3 * 8192;

    private final InputStream content;
    private byte[] portion = new byte[0];
    private int position;

    public Base64InputStream(InputStream content) {
        this.content = content;
    }

    @Override
    public int read() throws IOException {
        return isAtEnd() ? -1 : portion[position++];
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, portion.length - position);
        System.arraycopy(portion, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean isAtEnd() throws IOException {
        if (position == portion.length) {
            portion = Base64.getEncoder().encode(content.readNBytes(PORTION));
            position = 0;
        }
        return portion.length == 0;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
