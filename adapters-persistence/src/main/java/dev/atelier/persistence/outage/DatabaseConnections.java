package dev.atelier.persistence.outage;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * The connections of this process to PostgreSQL, for a process that is stored as a snapshot and runs on as copies of
 * it: none of them outlives the snapshot. Not thread-safe.
 */
@Singleton
public final class DatabaseConnections {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final int STEP_MILLIS = 10;

    /** HikariCP 6.3.3 closes the socket in another thread, after it has stopped counting the connection, and does not show when. */
    private static final int SOCKETS_CLOSED_MILLIS = 1000;

    private final DataSource pool;
    private final DatabaseWatch watch;

    DatabaseConnections(DataSource pool, DatabaseWatch watch) {
        this.pool = pool;
        this.watch = watch;
    }

    /**
     * Closes all, and returns when they are closed. Statements after this open others, which are not watched until
     * {@link #reopen}.
     *
     * @throws IllegalStateException if a statement still runs after 10 seconds, or the database does not answer
     */
    public void close() {
        HikariPoolMXBean connections = connections();
        connections.softEvictConnections();
        require(watch.pause(LONGEST_WAIT));
        require(await(() -> connections.getTotalConnections() == 0 && !watch.isConnected()));
        sleep(SOCKETS_CLOSED_MILLIS);
    }

    /** Watches the database again; connections are opened when they are needed. */
    public void reopen() {
        watch.resume();
    }

    private HikariPoolMXBean connections() {
        try {
            return pool.unwrap(HikariDataSource.class).getHikariPoolMXBean();
        } catch (SQLException e) {
            throw new IllegalStateException("the connections to the database are not pooled", e);
        }
    }

    private static boolean await(BooleanSupplier state) {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (!state.getAsBoolean()) {
            if (System.nanoTime() > deadline || !sleep(STEP_MILLIS)) {
                return false;
            }
        }
        return true;
    }

    /** @return whether it was not interrupted */
    private static boolean sleep(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void require(boolean closed) {
        if (!closed) {
            throw new IllegalStateException("a connection to the database is still in use after " + LONGEST_WAIT);
        }
    }
}
