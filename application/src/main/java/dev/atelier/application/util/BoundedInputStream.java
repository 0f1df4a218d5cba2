package dev.atelier.application.util;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The first bytes of a stream, after which it ends. Closing it closes the stream. Not thread-safe. */
public class BoundedInputStream extends FilterInputStream {

    private long remaining;

    /** @param count how many bytes can be read at most; fewer if the stream ends before */
    public BoundedInputStream(InputStream in, long count) {
        super(in);
        this.remaining = count;
    }

    /** A part of a file, from this byte on. */
    public static InputStream ofFile(Path file, long offset, long length) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        try {
            return new BoundedInputStream(Channels.newInputStream(channel.position(offset)), length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        int value = remaining <= 0 ? -1 : super.read();
        remaining -= value < 0 ? 0 : 1;
        return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int read = remaining <= 0 ? -1 : super.read(bytes, offset, (int) Math.min(length, remaining));
        remaining -= Math.max(read, 0);
        return read;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(Math.min(count, remaining));
        remaining -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(super.available(), remaining);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
