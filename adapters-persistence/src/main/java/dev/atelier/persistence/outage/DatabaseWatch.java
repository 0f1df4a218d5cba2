package dev.atelier.persistence.outage;

import dev.atelier.application.util.DaemonThreads;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches whether PostgreSQL answers, by a trivial question several times a second on a connection of its own. While it
 * does not, statements fail at once and in one place that is logged, in place of each after a timeout of its own: those
 * under way have their connections closed, and no others are begun. Since the question and not the statement is timed,
 * a statement may take as long as it needs. Thread-safe.
 *
 * <p>Silence is counted in ticks of this process, not by the clock, so that a process that was frozen itself, as
 * functions are, does not blame the database.
 */
@Singleton
public final class DatabaseWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);

    private static final int PAUSE_MILLIS = 200;
    private static final int ANSWER_MILLIS = 500;
    private static final int TICK_MILLIS = 100;
    private static final int SILENT_TICKS = 10;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    /** SQLSTATE of a connection that could not be made. */
    private static final String UNREACHABLE = "08001";

    private final Set<Connection> open = Collections.newSetFromMap(new WeakHashMap<>());
    private final OutageLog log = new OutageLog();
    private final ExecutorService closing = Executors.newCachedThreadPool(DaemonThreads.named("database-closing"));
    private final ScheduledExecutorService ticks =
            Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("database-watch-ticks"));
    private Thread questions;
    private DataSource database;
    private Connection own;
    private long asked;
    private long answered;
    private int silence;
    private boolean away;
    private boolean stopped;
    private boolean paused;
    private boolean resting;
    private String reason;

    /** Notes a failure for lack of a connection, which is logged here, at most once a minute, and nowhere else. */
    public static void lost(Throwable failure) {
        OutageLog.lost(failure);
    }

    /** Whether there is anything to watch: not with an embedded database. */
    synchronized boolean isWatching() {
        return questions != null;
    }

    /** Whether a question that is asked after this call is answered in time. */
    synchronized boolean answersWithin(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        long next = asked + 1;
        while (!away && answered < next) {
            if (!waitUntil(deadline)) {
                return false;
            }
        }
        return !away;
    }

    /** @throws SQLException at once while the database does not answer */
    synchronized void requireAnswers() throws SQLException {
        if (away) {
            throw new SQLTransientConnectionException("the database does not answer: " + reason, UNREACHABLE);
        }
    }

    /**
     * Closes its own connection, and asks nothing until {@link #resume}.
     *
     * @return whether that was done within this time
     */
    synchronized boolean pause(Duration time) {
        paused = true;
        long deadline = System.nanoTime() + time.toNanos();
        while (isWatching() && !resting && waitUntil(deadline)) {
            // until the question under way is answered
        }
        return !isWatching() || resting;
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    /** Whether a connection of the pool is open. */
    synchronized boolean isConnected() {
        return open.stream().anyMatch(DatabaseWatch::isOpen);
    }

    private static boolean isOpen(Connection connection) {
        try {
            return !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    /** The pool would try to connect in growing intervals, and so find a database that is back too late. */
    synchronized void awaitReturn() throws SQLException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (away && !stopped && waitUntil(deadline)) {
            // until it is back
        }
        requireAnswers();
    }

    @SuppressWarnings("WaitNotInLoop") // the callers loop
    private boolean waitUntil(long deadline) {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        try {
            if (millis > 0) {
                wait(millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return millis > 0;
    }

    /** Watches it too; the first one begins the questions. */
    synchronized void add(Connection connection, DataSource physical) {
        open.add(connection);
        if (questions == null && !stopped) {
            database = physical;
            questions = DaemonThreads.of("database-watch", this::askRepeatedly);
            questions.start();
            ticks.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void askRepeatedly() {
        try {
            while (!isStopped()) {
                restWhilePaused();
                if (ask()) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hangUp();
        }
    }

    private synchronized void restWhilePaused() throws InterruptedException {
        while (paused && !stopped) {
            hangUp();
            resting = true;
            notifyAll();
            wait();
        }
        resting = false;
    }

    /** Asks once; false when the next question should follow at once, on a new connection. */
    private boolean ask() {
        boolean first = own == null;
        try {
            long question = begin();
            if (first) {
                own = database.getConnection();
                own.setNetworkTimeout(Runnable::run, ANSWER_MILLIS);
            }
            try (Statement statement = own.createStatement()) {
                statement.execute("select 1");
            }
            answered(question);
            return true;
        } catch (SQLException | RuntimeException e) {
            hangUp();
            if (!LostConnection.isIn(e)) {
                answered(asked); // an error response is an answer
                return true;
            }
            if (first) {
                away(e.getMessage());
            }
            return first;
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized long begin() {
        return ++asked;
    }

    private void hangUp() {
        if (own != null) {
            try {
                own.abort(closing);
            } catch (SQLException | RuntimeException e) {
                LOG.debug("The connection that watches the database could not be closed", e);
            }
            own = null;
        }
    }

    private synchronized void answered(long question) {
        answered = question;
        silence = 0;
        if (away) {
            away = false;
            log.ended();
        }
        notifyAll();
        log.logLost();
    }

    private synchronized void tick() {
        silence = paused ? 0 : silence + 1;
        if (silence == SILENT_TICKS) {
            away("no answer within " + SILENT_TICKS * TICK_MILLIS + " ms");
        }
        if (away) {
            log.goesOn();
        }
    }

    private synchronized void away(String why) {
        OutageLog.forgetLost();
        if (away || stopped) {
            return;
        }
        away = true;
        reason = why == null ? "no reason given" : why.lines().findFirst().orElse("");
        log.began(reason);
        List.copyOf(open).forEach(this::close);
        open.clear();
        notifyAll();
    }

    private void close(Connection connection) {
        try {
            connection.abort(closing);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("A connection to a database that does not answer could not be closed", e);
        }
    }

    @PreDestroy
    void close() {
        Thread thread;
        synchronized (this) {
            stopped = true;
            thread = questions;
            notifyAll();
        }
        ticks.shutdownNow();
        if (thread != null) {
            thread.interrupt();
        }
    }
}
