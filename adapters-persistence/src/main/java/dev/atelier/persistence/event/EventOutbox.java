package dev.atelier.persistence.event;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.activity.Activity;
import dev.atelier.application.activity.ActivityListener;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.persistence.Principals;
import dev.atelier.persistence.TransactionTemplate;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes events to {@code outbox_event}, in the transactions of what they report, and passes on what was committed. Thread-safe. */
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
    private final Activities activities;
    private volatile long followedUntilNanos = System.nanoTime();

    EventOutbox(
            EventConfiguration configuration,
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate,
            NotificationBus notificationBus,
            Collection<ActivityListener> listeners) {
        this.configuration = configuration;
        this.jdbc = jdbc;
        this.transactionTemplate = transactionTemplate;
        this.notificationBus = notificationBus;
        this.activities = new Activities(listeners);
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
        reportOnceCommitted(new Activity.JobStarted(started));
    }

    /** Records that the job was deleted. */
    public void addDeleted(InferenceJob deleted) {
        add(Event.deleted(deleted));
        if (!deleted.status().isEnd()) {
            reportOnceCommitted(new Activity.JobDeleted(deleted));
        }
    }

    /** Records that the endpoint was created or has changed. */
    public void addChanged(Endpoint endpoint) {
        add(Event.changed(endpoint));
        reportOnceCommitted(new Activity.EndpointChanged(endpoint));
    }

    /** Records that the endpoint was deleted. */
    public void addDeleted(Endpoint endpoint) {
        add(Event.deleted(endpoint));
        reportOnceCommitted(new Activity.EndpointDeleted(endpoint));
    }

    /** Records that the training was created or has another status. */
    public void addChanged(TrainingJob training) {
        add(Event.changed(training));
        reportOnceCommitted(new Activity.TrainingChanged(training));
    }

    /** Passes on what is no event for users, but an activity of the service, if the caller's transaction is committed. */
    public void reportOnceCommitted(Activity activity) {
        transactionTemplate.afterCommit(() -> activities.report(activity));
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
