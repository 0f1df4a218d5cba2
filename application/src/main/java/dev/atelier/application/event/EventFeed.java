package dev.atelier.application.event;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.queue.BackgroundLoop;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Feeds all streams of this process by one thread, which reads each event once, however many streams there are. A stream
 * whose client does not read is passed over and holds nothing but its position. Thread-safe.
 */
public final class EventFeed implements AutoCloseable {

    /** How long a stream that is opened may take to begin. */
    static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofMinutes(1);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

    private final EventLog log;
    private final NotificationBus notificationBus;
    private final Settings settings;
    private final EventTail tail;
    private final Set<EventStream> streams = new LinkedHashSet<>();
    private final BackgroundLoop loop;
    private boolean following;
    private long announcedNanos;

    /**
     * Limits of streams.
     *
     * @param heartbeat after how long without an event a message is sent
     * @param lifetime after how long a stream ends, for its client to resume; zero: as soon as everything that was recorded
     *     when it was opened is sent
     * @param perUser how many streams a user may have at the same time
     */
    public record Settings(Duration heartbeat, Duration lifetime, int perUser) {}

    /** @param failures logs a failure of its thread, which continues */
    public EventFeed(
            EventLog log, NotificationBus notificationBus, Settings settings, BiConsumer<String, Throwable> failures) {
        this.log = log;
        this.notificationBus = notificationBus;
        this.settings = settings;
        this.tail = new EventTail(log);
        this.loop = new BackgroundLoop("atelier-events", POLL_INTERVAL, MAX_PAUSE, failures, this::advance)
                .wokenBy(notificationBus, NotificationBus.EVENT_RECORDED)
                .atEnd(() -> all().forEach(EventStream::end));
        loop.start();
    }

    /**
     * Opens a stream, which sends nothing until it is {@linkplain EventStream#start started}.
     *
     * @throws CapacityExceededException if the user has as many streams as are allowed
     */
    EventStream open(EventStream.Request request) {
        EventStream stream = new EventStream(this, request, settings, log.range(), System.nanoTime());
        UserName user = request.caller().name();
        synchronized (streams) {
            long open = streams.stream()
                    .filter(other -> other.caller().name().equals(user))
                    .count();
            if (open >= settings.perUser()) {
                throw new CapacityExceededException("user " + user + " has " + open
                        + " streams of events, and at most " + settings.perUser()
                        + " may be open (atelier.events.streams-per-user); end one of them, or try again later");
            }
            streams.add(stream);
        }
        return stream;
    }

    void wake() {
        loop.signal().wakeUp();
    }

    void remove(EventStream stream) {
        synchronized (streams) {
            streams.remove(stream);
        }
    }

    /** The number of open streams. */
    public int size() {
        return all().size();
    }

    private List<EventStream> all() {
        synchronized (streams) {
            return List.copyOf(streams);
        }
    }

    private Duration advance() {
        List<EventStream> open = all();
        if (open.isEmpty()) {
            following = false;
            return IDLE;
        }
        announce();
        RuntimeException failure = null;
        boolean more = false;
        try {
            more = follow();
        } catch (RuntimeException e) {
            failure = e; // heartbeats go on
        }
        long now = System.nanoTime();
        for (EventStream stream : open) {
            try {
                more |= stream.advance(tail::after, now);
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return more ? Duration.ZERO : shorter(settings.heartbeat(), POLL_INTERVAL);
    }

    private boolean follow() {
        if (!following) {
            tail.restart(log.range().last());
            following = true;
        }
        return tail.advance();
    }

    /** Has other replicas notify this one of their events. */
    private void announce() {
        long now = System.nanoTime();
        if (!following
                || now - announcedNanos
                        >= NotificationBus.EVENTS_FOLLOWED_FOR.dividedBy(3).toNanos()) {
            announcedNanos = now;
            notificationBus.publish(NotificationBus.EVENTS_FOLLOWED);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Ends all streams, whose clients resume elsewhere. */
    @Override
    public void close() {
        loop.requestStop();
        BackgroundLoop.awaitAll(List.of(loop), MAX_PAUSE);
    }
}
