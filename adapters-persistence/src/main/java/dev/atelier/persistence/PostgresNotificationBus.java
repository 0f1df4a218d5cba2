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
 * Topics to and from the other replicas, by PostgreSQL's LISTEN and NOTIFY. One thread keeps a connection of the pool for
 * itself and listens, another tells, so that nobody who raises a topic waits for the database. While the database cannot
 * be reached, topics are lost and both try again.
 */
final class PostgresNotificationBus {

    private static final String CHANNEL = "atelier";
    private static final int MAX_UNTOLD = 10_000;
    private static final int POLL_MILLIS = 500;
    private static final int POLLS_BETWEEN_CHECKS = 20;
    private static final int CHECK_SECONDS = 5;

    private final DataSource pool;
    private final Consumer<String> heard;
    private final String self = UUID.randomUUID() + " ";
    private final BlockingQueue<String> untold = new ArrayBlockingQueue<>(MAX_UNTOLD);
    private final BackgroundLoop listener = new BackgroundLoop("atelier-signals-listener", this::listen);
    private final BackgroundLoop teller = new BackgroundLoop("atelier-signals-teller", this::tell);

    /** @param heard is told every topic that another replica has raised */
    PostgresNotificationBus(DataSource pool, Consumer<String> heard) {
        this.pool = pool;
        this.heard = heard;
        listener.start();
        teller.start();
    }

    /** Tells the others, soon; a topic that finds too many others before it is lost. */
    void announce(String topic) {
        untold.offer(topic);
    }

    void close() {
        BackgroundLoop.stopAll(List.of(listener, teller));
    }

    private void listen() throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("listen " + CHANNEL);
            PGConnection postgres = connection.unwrap(PGConnection.class);
            for (int polls = 1; listener.isRunning(); polls++) {
                hear(postgres.getNotifications(POLL_MILLIS));
                // A server that went without a word is noticed only by asking it something.
                if (polls % POLLS_BETWEEN_CHECKS == 0 && !connection.isValid(CHECK_SECONDS)) {
                    throw new SQLException("the connection is dead");
                }
            }
            statement.execute("unlisten " + CHANNEL);
        }
    }

    private void hear(PGNotification[] notifications) {
        for (PGNotification notification : notifications == null ? new PGNotification[0] : notifications) {
            String payload = notification.getParameter();
            if (!payload.startsWith(self)) {
                heard.accept(payload.substring(payload.indexOf(' ') + 1));
            }
        }
    }

    private void tell() throws SQLException, InterruptedException {
        Set<String> topics = new LinkedHashSet<>(List.of(untold.take()));
        untold.drainTo(topics);
        Object[] payloads = topics.stream().map(topic -> self + topic).toArray();
        try (Connection connection = pool.getConnection();
                PreparedStatement notify = connection.prepareStatement(
                        "select pg_notify('" + CHANNEL + "', payload) from unnest(?) payload")) {
            notify.setArray(1, connection.createArrayOf("text", payloads));
            notify.execute();
        }
    }
}
