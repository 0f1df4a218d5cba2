package dev.atelier.rest;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;

/** An answer of texts and files, each of which is opened when its turn to be sent comes. Not thread-safe. */
public abstract class StreamedJson extends InputStream {

    private final Queue<Supplier<InputStream>> parts = new ArrayDeque<>();
    private InputStream current = InputStream.nullInputStream();

    /** Adds JSON as it is. */
    protected final void text(String json) {
        parts.add(() -> new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Adds a file in base64, without quotes. */
    protected final void base64(Supplier<InputStream> file) {
        file(() -> new Base64InputStream(file.get()));
    }

    /** Adds a file as it is. */
    protected final void file(Supplier<InputStream> file) {
        parts.add(file);
    }

    /**
     * What ends the answer when a file cannot be opened or read, which may have been sent in part.
     *
     * @return JSON; empty: the answer breaks off
     */
    protected Optional<String> endAfter(Exception failure) {
        return Optional.empty();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return readPart(target, offset, length);
        } catch (IOException | RuntimeException e) {
            Optional<String> end = endAfter(e);
            if (end.isEmpty()) {
                throw e;
            }
            close(); // a file that broke would break again
            current = InputStream.nullInputStream();
            parts.clear();
            text(end.get());
            return readPart(target, offset, length);
        }
    }

    private int readPart(byte[] target, int offset, int length) throws IOException {
        int count = current.read(target, offset, length);
        while (count < 0 && !parts.isEmpty()) {
            current.close();
            current = parts.remove().get();
            count = current.read(target, offset, length);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        current.close();
    }
}
