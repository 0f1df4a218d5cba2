package dev.atelier.persistence;

import dev.atelier.application.util.DaemonThreads;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/**
 * Flushes committed data from H2 to the operating system; H2 would otherwise keep it in memory for up to half a second.
 * A separate thread does it, because H2 takes an interrupt during a write for a broken disk and closes the database.
 * Callers that wait at the same time share one checkpoint. ({@code WRITE_DELAY=0} would write in the callers' threads
 * and disable H2's compaction of its file.) Thread-safe.
 */
final class H2DurableFlush {

    private final DataSource pool;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(DaemonThreads.named("atelier-h2-checkpoint"));
    private CompletableFuture<Void> next;

    H2DurableFlush(DataSource pool) {
        this.pool = pool;
    }

    /** Blocks until everything committed before this call is written; an interrupt does not shorten the wait. */
    void await() {
        try {
            next().join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the database could not write what was committed", e.getCause());
        }
    }

    void close() {
        writer.shutdown();
    }

    private synchronized CompletableFuture<Void> next() {
        if (next == null) {
            next = CompletableFuture.runAsync(this::checkpoint, writer);
        }
        return next;
    }

    /** Callers from here on get the next flush, which certainly covers their commits. */
    private synchronized void begin() {
        next = null;
    }

    private void checkpoint() {
        begin();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("checkpoint");
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
