package dev.atelier.persistence.merge;

import dev.atelier.persistence.storage.MessageDigests;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Writes and digests a file in a background thread, with two buffers: while one is written, the caller fills the other.
 * Not thread-safe.
 */
final class DigestingFileWriter implements Closeable {

    /** Maximum number of bytes per request. */
    static final int MAX_REQUEST = 256 * 1024;

    /** Fits into a processor's caches until it is written. */
    private static final int CHUNK = 1024 * 1024;

    private static final long MAX_STOP_SECONDS = 30;

    private final WritableByteChannel file;
    private final MessageDigest sha256 = MessageDigests.get("SHA-256");
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "merge-writer");
        thread.setDaemon(true);
        return thread;
    });
    private ByteBuffer filling = chunk();
    private ByteBuffer other = chunk();
    private Future<?> writing;

    /** @param file closed together with this writer */
    DigestingFileWriter(WritableByteChannel file) {
        this.file = file;
    }

    /**
     * A little-endian buffer to put the next bytes into, at its position, with at least this many bytes remaining; at
     * most {@link #MAX_REQUEST}.
     */
    ByteBuffer buffer(int bytes) throws IOException, InterruptedException {
        if (filling.remaining() < bytes) {
            handOver();
        }
        return filling;
    }

    /** Writes the rest and returns the SHA-256 of everything, in lower-case hexadecimal. */
    String finish() throws IOException, InterruptedException {
        handOver();
        awaitWritten();
        return HexFormat.of().formatHex(sha256.digest());
    }

    private void handOver() throws IOException, InterruptedException {
        awaitWritten();
        ByteBuffer full = filling.flip();
        filling = other.clear();
        other = full;
        writing = writer.submit(() -> write(full));
    }

    private Void write(ByteBuffer chunk) throws IOException {
        sha256.update(chunk.duplicate());
        while (chunk.hasRemaining()) {
            file.write(chunk);
        }
        return null;
    }

    private void awaitWritten() throws IOException, InterruptedException {
        if (writing == null) {
            return;
        }
        try {
            writing.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Waits for the writer thread, so that nothing is written afterwards. */
    @Override
    public void close() throws IOException {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(MAX_STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("a chunk could not be written within " + MAX_STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a chunk was written");
        } finally {
            file.close();
        }
    }

    private static ByteBuffer chunk() {
        return ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    }
}
