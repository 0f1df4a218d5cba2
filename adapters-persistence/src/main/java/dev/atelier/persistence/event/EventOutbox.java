package dev.atelier.persistence.event;

import dev.atelier.application.NotificationBus;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.persistence.Principals;
import dev.atelier.persistence.TransactionTemplate;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes events to {@code outbox_event}, in the transactions of what they report. Thread-safe. */
@Singleton
public final class EventOutbox {

    private static final String INSERT =
            "insert into outbox_event (type, subject, owner, audience, status, endpoint_id) values ";
    private static final String ROW = "(?, ?, ?, ?, ?, ?)";
    private static final String SEPARATOR = "\n"; // in no name of a user or role

    private final EventConfiguration configuration;
    private final JdbcOperations jdbc;
    private final TransactionTemplate transactionTemplate;
    private final NotificationBus notificationBus;
    private volatile long followedUntilNanos = System.nanoTime();

    EventOutbox(
            EventConfiguration configuration,
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate,
            NotificationBus notificationBus) {
        this.configuration = configuration;
        this.jdbc = jdbc;
        this.transactionTemplate = transactionTemplate;
        this.notificationBus = notificationBus;
        listen();
    }

    /**
     * Records the events, in this order, in the caller's transaction. Call it behind the statements of the change: these lock
     * its rows, so that the events of one subject are written in the order of its changes.
     */
    public void add(Event... events) {
        if (events.length == 0 || !configuration.isRecording()) {
            return;
        }
        jdbc.prepareStatement(INSERT + String.join(", ", Collections.nCopies(events.length, ROW)), statement -> {
            int next = 1;
            for (Event event : events) {
                next = bind(statement, next, event);
            }
            return statement.executeUpdate();
        });
        transactionTemplate.afterwards(this::announce);
    }

    /** Records that the job was submitted, and if it is new, that it was created. */
    public void addStarted(InferenceJob started, boolean isNew) {
        if (isNew) {
            add(Event.created(started), Event.started(started));
        } else {
            add(Event.started(started));
        }
    }

    private static int bind(PreparedStatement statement, int from, Event event) throws SQLException {
        int next = from;
        statement.setString(next++, event.type().word());
        statement.setObject(next++, event.subject());
        statement.setString(next++, event.owner().value());
        statement.setString(next++, String.join(SEPARATOR, Principals.columns(event.audience())));
        statement.setString(next++, event.status());
        statement.setObject(next++, event.endpoint().map(EndpointId::value).orElse(null), Types.OTHER);
        return next;
    }

    /** The column {@code audience}, read. */
    static Set<Principal> audience(String column) {
        return column.lines().map(Principal::parse).collect(Collectors.toUnmodifiableSet());
    }

    private void announce() {
        if (System.nanoTime() - followedUntilNanos < 0) {
            notificationBus.publish(NotificationBus.EVENT_RECORDED);
        } else {
            notificationBus.publishLocally(NotificationBus.EVENT_RECORDED);
        }
    }

    private void listen() {
        notificationBus.nextNotification(NotificationBus.EVENTS_FOLLOWED).thenRun(() -> {
            followedUntilNanos = System.nanoTime() + NotificationBus.EVENTS_FOLLOWED_FOR.toNanos();
            listen();
        });
    }
}
