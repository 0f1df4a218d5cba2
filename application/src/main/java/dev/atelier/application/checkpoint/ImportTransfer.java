package dev.atelier.application.checkpoint;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The transfer of an import's files: how far its worker is, and that it is to stop, since the import was paused, cancelled or
 * lost. It stops without an interrupt, which would close an embedded database. Thread-safe.
 */
public final class ImportTransfer {

    /** How much the last interval counts in the rate. */
    private static final double WEIGHT = 0.3;

    private static final double NANOS = 1e9;

    private final LongSupplier nanoTime;
    private final CountDownLatch stop = new CountDownLatch(1);
    private Runnable canceller = () -> {};
    private int position;
    private long bytes;
    private OptionalLong size = OptionalLong.empty();
    private long arrived;
    private long measured;
    private double rate = -1;

    /** How far it is with the file that is being fetched. */
    public record Progress(int position, long bytes, OptionalLong size, long bytesPerSecond) {}

    public ImportTransfer() {
        this(System::nanoTime);
    }

    ImportTransfer(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.measured = nanoTime.getAsLong();
    }

    /** A file begins, with what an earlier attempt left of it. */
    public synchronized void begin(int file, long present) {
        position = file;
        bytes = present;
        size = OptionalLong.empty();
    }

    /** How many bytes of the file are there now; {@code whole}: how many it has, where that is known. */
    public synchronized void at(long present, OptionalLong whole) {
        arrived += Math.max(0, present - bytes);
        bytes = present;
        size = whole;
    }

    /** How far it is; the rate is measured between these calls. */
    public synchronized Progress progress() {
        long now = nanoTime.getAsLong();
        if (now > measured) {
            double current = arrived * NANOS / (now - measured);
            rate = rate < 0 ? current : (1 - WEIGHT) * rate + WEIGHT * current;
            measured = now;
            arrived = 0;
        }
        return new Progress(position, bytes, size, Math.max(0, Math.round(rate)));
    }

    /** Ends it soon: cancels the request under way. Must not block, and does not. */
    public void stop() {
        stop.countDown();
        Runnable cancel;
        synchronized (this) {
            cancel = canceller;
        }
        cancel.run();
    }

    /** Sets what cancels the request under way; runs it at once if it was stopped before. */
    public void onStop(Runnable cancel) {
        synchronized (this) {
            canceller = cancel;
        }
        if (isStopped()) {
            cancel.run();
        }
    }

    public boolean isStopped() {
        return stop.getCount() == 0;
    }

    /** @throws InterruptedException if it is to stop, or the thread is interrupted */
    public void requireRunning() throws InterruptedException {
        if (isStopped() || Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** The content, which cannot be read any more once this is stopped. */
    InputStream whileRunning(InputStream content) {
        return new FilterInputStream(content) {
            @Override
            public int read() throws IOException {
                requireNotStopped();
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                requireNotStopped();
                return super.read(bytes, from, length);
            }
        };
    }

    private void requireNotStopped() throws InterruptedIOException {
        if (isStopped()) {
            throw new InterruptedIOException("the import was stopped");
        }
    }

    /** @throws InterruptedException as above, also during the pause */
    public void pause(Duration time) throws InterruptedException {
        if (stop.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException();
        }
    }
}
