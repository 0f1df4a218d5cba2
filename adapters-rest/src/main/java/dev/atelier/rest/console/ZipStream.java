package dev.atelier.rest.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Iterator;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A ZIP file that is made while it is read, so that it takes neither memory nor disk, whatever is in it. */
final class ZipStream extends InputStream {

    private final Iterator<Entry> entries;
    private final ByteArrayOutputStream made = new ByteArrayOutputStream();
    private final ZipOutputStream zip = new ZipOutputStream(made);
    private final byte[] buffer = new byte[1 << 16];

    private InputStream open;
    private byte[] ready = {};
    private int position;
    private boolean finished;

    /**
     * A file in it.
     *
     * @param content opened when it is its turn
     */
    record Entry(String name, Instant time, Supplier<InputStream> content) {}

    /** @param entries with different names; they are not compressed, as images are already */
    ZipStream(Iterator<Entry> entries) {
        this.entries = entries;
        zip.setLevel(Deflater.NO_COMPRESSION);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (position == ready.length && !finished) {
            makeMore();
            ready = made.toByteArray();
            made.reset();
            position = 0;
        }
        int count = Math.min(length, ready.length - position);
        if (count == 0) {
            return length == 0 ? 0 : -1;
        }
        System.arraycopy(ready, position, target, offset, count);
        position += count;
        return count;
    }

    private void makeMore() throws IOException {
        if (open != null) {
            copy();
        } else if (entries.hasNext()) {
            begin(entries.next());
        } else {
            zip.close();
            finished = true;
        }
    }

    private void begin(Entry entry) throws IOException {
        ZipEntry header = new ZipEntry(entry.name());
        header.setLastModifiedTime(FileTime.from(entry.time()));
        zip.putNextEntry(header);
        try {
            open = entry.content().get();
        } catch (UncheckedIOException e) {
            throw new IOException(entry.name() + " cannot be read", e);
        }
    }

    private void copy() throws IOException {
        int count = open.read(buffer);
        if (count >= 0) {
            zip.write(buffer, 0, count);
        } else {
            open.close();
            open = null;
            zip.closeEntry();
        }
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
        }
        zip.close();
    }
}
