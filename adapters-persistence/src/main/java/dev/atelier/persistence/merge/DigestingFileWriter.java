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
 * A file that is written, and its digest taken, by a thread of its own: while that is at one chunk, the caller fills the
 * other. For one caller at a time.
 */
final class DigestingFileWriter implements Closeable {

    /** How many bytes there is room for at the most. */
    static final int MAX_ROOM = 256 * 1024;

    /** What a processor's caches hold until it is written. */
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

    /** @param file is closed with this */
    DigestingFileWriter(WritableByteChannel file) {
        this.file = file;
    }

    /**
     * Where the next bytes are put, at its position: room for so many at least, of at most {@link #MAX_ROOM}. Numbers in it
     * begin with the least byte.
     */
    ByteBuffer room(int bytes) throws IOException, InterruptedException {
        if (filling.remaining() < bytes) {
            handOver();
        }
        return filling;
    }

    /** Writes what is left and answers the SHA-256 of all, in lower-case hexadecimal. */
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

    /** Waits for the writer, so that nothing is written any more afterwards. */
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
