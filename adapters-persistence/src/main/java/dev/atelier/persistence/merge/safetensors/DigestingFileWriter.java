package dev.atelier.persistence.merge.safetensors;

import dev.atelier.application.util.DaemonThreads;
import dev.atelier.application.util.MessageDigests;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Writes a file in one background thread and digests it in another, with a ring of buffers: while some are written and
 * digested, the caller fills the next. Not thread-safe.
 */
final class DigestingFileWriter implements Closeable {

    /** Maximum number of bytes per request. */
    static final int MAX_REQUEST = 256 * 1024;

    /** All of them fit into a processor's caches until they are written. */
    private static final int CHUNK = 512 * 1024;

    private static final int CHUNKS = 4;

    private static final long MAX_STOP_SECONDS = 30;

    private final WritableByteChannel file;
    private final MessageDigest sha256 = MessageDigests.get("SHA-256");
    private final ExecutorService writer = Executors.newSingleThreadExecutor(DaemonThreads.named("merge-writer"));
    private final ExecutorService digester = Executors.newSingleThreadExecutor(DaemonThreads.named("merge-digester"));

    /** Handed over, the oldest first. */
    private final Queue<Chunk> underWay = new ArrayDeque<>();

    private ByteBuffer filling = chunk();

    private record Chunk(ByteBuffer bytes, Future<?> written, Future<?> digested) {}

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
        while (!underWay.isEmpty()) {
            awaitOldest();
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private void handOver() throws IOException, InterruptedException {
        ByteBuffer full = filling.flip();
        ByteBuffer digested = full.duplicate();
        underWay.add(new Chunk(full, writer.submit(() -> write(full)), digester.submit(() -> sha256.update(digested))));
        filling = underWay.size() < CHUNKS ? chunk() : awaitOldest().clear();
    }

    private Void write(ByteBuffer chunk) throws IOException {
        while (chunk.hasRemaining()) {
            file.write(chunk);
        }
        return null;
    }

    private ByteBuffer awaitOldest() throws IOException, InterruptedException {
        Chunk oldest = underWay.remove();
        try {
            oldest.written().get();
            oldest.digested().get();
            return oldest.bytes();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Waits for both threads, so that nothing is written afterwards. */
    @Override
    public void close() throws IOException {
        writer.shutdown();
        digester.shutdown();
        try {
            if (!writer.awaitTermination(MAX_STOP_SECONDS, TimeUnit.SECONDS)
                    || !digester.awaitTermination(MAX_STOP_SECONDS, TimeUnit.SECONDS)) {
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
