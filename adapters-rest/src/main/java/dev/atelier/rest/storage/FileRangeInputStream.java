package dev.atelier.rest.storage;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a range of a file. Not thread-safe. */
final class FileRangeInputStream extends FilterInputStream {

    private long left;

    private FileRangeInputStream(InputStream rest, long length) {
        super(rest);
        left = length;
    }

    static InputStream open(Path file, ByteRange range) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        try {
            return new FileRangeInputStream(Channels.newInputStream(channel.position(range.first())), range.length());
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        int octet = left <= 0 ? -1 : super.read();
        left -= octet < 0 ? 0 : 1;
        return octet;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = left <= 0 ? -1 : super.read(target, offset, (int) Math.min(length, left));
        left -= Math.max(count, 0);
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(super.available(), left);
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
