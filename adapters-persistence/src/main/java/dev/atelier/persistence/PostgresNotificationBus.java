package dev.atelier.persistence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
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

/**
 * Exchanges topics with other replicas by PostgreSQL's LISTEN and NOTIFY. One thread listens on a pooled connection
 * that it keeps; another sends, so that a caller that publishes a topic never waits for the database. While the
 * database is unreachable, topics are lost and both threads retry.
 */
final class PostgresNotificationBus {

    private static final String CHANNEL = "atelier";
    private static final int MAX_OUTGOING = 10_000;
    private static final int POLL_MILLIS = 500;
    private static final int POLLS_BETWEEN_CHECKS = 20;
    private static final int CHECK_SECONDS = 5;

    private final DataSource pool;
    private final Consumer<String> heard;
    private final String self = UUID.randomUUID() + " ";
    private final BlockingQueue<String> outgoing = new ArrayBlockingQueue<>(MAX_OUTGOING);
    private final BackgroundLoop listener = new BackgroundLoop("atelier-notifications-listener", this::listen);
    private final BackgroundLoop sender = new BackgroundLoop("atelier-notifications-sender", this::send);

    /** @param heard receives every topic that another replica published */
    PostgresNotificationBus(DataSource pool, Consumer<String> heard) {
        this.pool = pool;
        this.heard = heard;
        listener.start();
        sender.start();
    }

    /** Sends the topic to other replicas asynchronously; it is dropped if the queue is full. */
    void publish(String topic) {
        outgoing.offer(topic);
    }

    void close() {
        BackgroundLoop.stopAll(List.of(listener, sender));
    }

    private void listen() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
            PGConnection postgres = connection.unwrap(PGConnection.class);
            for (int polls = 1; listener.isRunning(); polls++) {
                receive(postgres.getNotifications(POLL_MILLIS));
                // A server that disappeared silently is detected only by a query.
                if (polls % POLLS_BETWEEN_CHECKS == 0 && !connection.isValid(CHECK_SECONDS)) {
                    throw new SQLException("the connection is broken");
                }
            }
            statement.execute("unlisten " + CHANNEL);
        }
    }

    private void receive(PGNotification[] notifications) {
        for (PGNotification notification : notifications == null ? new PGNotification[0] : notifications) {
            String payload = notification.getParameter();
            if (!payload.startsWith(self)) {
                heard.accept(payload.substring(payload.indexOf(' ') + 1));
            }
        }
    }

    private void send() throws SQLException, InterruptedException {
        Set<String> topics = new LinkedHashSet<>(List.of(outgoing.take()));
        outgoing.drainTo(topics);
        Object[] payloads = topics.stream().map(topic -> self + topic).toArray();
        try (Connection connection = pool.getConnection();
                PreparedStatement notify = connection.prepareStatement(
                        "select pg_notify('" + CHANNEL + "', payload) from unnest(?) payload")) {
            notify.setArray(1, connection.createArrayOf("text", payloads));
            notify.execute();
        }
    }
}
