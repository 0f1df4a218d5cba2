package dev.atelier.persistence;

import dev.atelier.application.queue.BackgroundLoop;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges topics with other replicas by PostgreSQL's LISTEN and NOTIFY. One thread listens on a pooled connection
 * that it keeps; another sends, so that a caller that publishes a topic never waits for the database. While the
 * database is unreachable, topics are lost and both threads retry.
 *
 * <p>A pooler that gives each transaction another connection of the server's accepts the LISTEN, but its notifications
 * arrive nowhere. So this process regularly notifies itself, on another connection, and says when it does not hear that.
 */
final class PostgresNotificationBus {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresNotificationBus.class);
    private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(2);
    private static final String CHANNEL = "atelier";
    /** SQLSTATE of a connection that failed. */
    private static final String BROKEN = "08006";

    private static final int MAX_OUTGOING = 10_000;
    private static final int POLL_MILLIS = 500;
    private static final int POLLS_BETWEEN_CHECKS = 20;
    private static final int CHECK_SECONDS = 5;
    private static final int POLLS_BEFORE_UNHEARD = 4;
    private static final int CHECKS_BEFORE_WARNING = 2;

    /** Published only to be heard by its sender. */
    private static final String CHECK = "";

    private final DataSource pool;
    private final Consumer<String> received;
    private final String self = UUID.randomUUID() + " ";
    private final BlockingQueue<String> outgoing = new ArrayBlockingQueue<>(MAX_OUTGOING);
    private volatile boolean heard = true;
    private boolean checkHeard;
    private int unheardChecks;
    private final BackgroundLoop listener = loop("atelier-notifications-listener", this::listen);
    private final BackgroundLoop sender = loop("atelier-notifications-sender", this::send);

    /** @param received gets every topic that another replica published */
    PostgresNotificationBus(DataSource pool, Consumer<String> received) {
        this.pool = pool;
        this.received = received;
        listener.start();
        sender.start();
    }

    private static BackgroundLoop loop(String name, BackgroundLoop.Step step) {
        return new BackgroundLoop(name, MIN_PAUSE, MAX_PAUSE, LOG::warn, step);
    }

    /** Sends the topic to other replicas asynchronously; it is dropped if the queue is full. */
    void publish(String topic) {
        outgoing.offer(topic);
    }

    /** Whether notifications arrive, as far as known. */
    boolean isHeard() {
        return heard;
    }

    void close() {
        BackgroundLoop.interruptAll(List.of(listener, sender));
    }

    private Duration listen() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
            PGConnection postgres = connection.unwrap(PGConnection.class);
            for (int polls = 0; listener.isRunning(); polls++) {
                if (polls % POLLS_BETWEEN_CHECKS == 0) {
                    // A server that disappeared silently is detected only by a query.
                    if (!connection.isValid(CHECK_SECONDS)) {
                        throw new SQLException("the connection is broken", BROKEN);
                    }
                    checkHeard = false;
                    publish(CHECK);
                } else if (polls % POLLS_BETWEEN_CHECKS == POLLS_BEFORE_UNHEARD && !checkHeard) {
                    unheard();
                }
                receive(postgres.getNotifications(POLL_MILLIS));
            }
            statement.execute("unlisten " + CHANNEL);
        }
        return Duration.ZERO;
    }

    private void receive(PGNotification[] notifications) {
        for (PGNotification notification : notifications == null ? new PGNotification[0] : notifications) {
            String payload = notification.getParameter();
            if (payload.equals(self + CHECK)) {
                checkHeard = true;
                heard = true;
                unheardChecks = 0;
            } else if (!payload.startsWith(self)) {
                received.accept(payload.substring(payload.indexOf(' ') + 1));
            }
        }
    }

    private void unheard() {
        heard = false;
        unheardChecks++;
        if (unheardChecks == CHECKS_BEFORE_WARNING) {
            LOG.warn(
                    "Notifications do not arrive, as it is behind a pooler in transaction mode, such as PgBouncer: what"
                            + " other replicas do is found by more frequent queries instead; a pooler in session mode, or none,"
                            + " would deliver them");
        }
    }

    private Duration send() throws SQLException, InterruptedException {
        Set<String> topics = new LinkedHashSet<>(List.of(outgoing.take()));
        outgoing.drainTo(topics);
        Object[] payloads = topics.stream().map(topic -> self + topic).toArray();
        try (Connection connection = pool.getConnection();
                PreparedStatement notify = connection.prepareStatement(
                        "select pg_notify('" + CHANNEL + "', payload) from unnest(?) payload")) {
            notify.setArray(1, connection.createArrayOf("text", payloads));
            notify.execute();
        }
        return Duration.ZERO;
    }
}
