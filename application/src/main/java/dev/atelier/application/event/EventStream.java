package dev.atelier.application.event;

import dev.atelier.application.event.EventListener.Kind;
import dev.atelier.application.event.EventListener.Message;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.event.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** One client's events. What is not said otherwise is called by the thread of {@link EventFeed} only. */
public final class EventStream {

    /** For how long what a caller may see is not looked up again. */
    private static final Duration RENEWAL = Duration.ofSeconds(1);

    private final EventFeed feed;
    private final Request request;
    private final EventFeed.Settings settings;
    private final long openedNanos;
    private final long head;
    private volatile EventListener listener;
    private Caller caller;
    private long renewedNanos;
    private long sentNanos;
    private long position;
    private boolean opened;
    private boolean gap;

    /**
     * What a client asks for.
     *
     * @param caller at the time of the call
     * @param renewed the caller at present; empty when the credential is not valid any more
     * @param types which events
     * @param after the position after which they begin; empty: only events from now on
     */
    public record Request(
            Caller caller, Supplier<Optional<Caller>> renewed, Set<EventType> types, Optional<Long> after) {

        public Request {
            types = Set.copyOf(types);
        }
    }

    EventStream(EventFeed feed, Request request, EventFeed.Settings settings, EventLog.Range range, long nanos) {
        this.feed = feed;
        this.request = request;
        this.settings = settings;
        this.openedNanos = nanos;
        this.head = range.last();
        this.caller = request.caller();
        this.renewedNanos = nanos;
        long after = request.after().orElse(head);
        this.gap = after < range.removed() || after > head;
        this.position = after > head ? head : Math.max(after, range.removed());
    }

    /** Begins to send. Does not block. Thread-safe. */
    public void start(EventListener receiver) {
        listener = receiver;
        wake();
    }

    /** Call it when the listener becomes ready. Does not block. Thread-safe. */
    public void wake() {
        feed.wake();
    }

    /** Frees what the stream holds. Idempotent. Does not block. Thread-safe. */
    public void close() {
        feed.remove(this);
    }

    Caller caller() {
        return request.caller();
    }

    /** Nothing more is sent. */
    void end() {
        close();
        if (listener != null) {
            listener.end();
        }
    }

    /**
     * Sends the next message if there is one and the listener takes it.
     *
     * @param events those after a position
     * @return whether there may be more to send at once
     */
    boolean advance(Function<Long, List<RecordedEvent>> events, long nanos) {
        if (listener == null) {
            return abandonedAfter(nanos - openedNanos);
        }
        if (!listener.isReady()) {
            return false;
        }
        if (!opened) {
            opened = true;
            // A client that loses its connection before it gets the gap has to get it when it resumes.
            return send(Kind.OPENED, List.of(), gap ? request.after().orElseThrow() : position, nanos);
        }
        if (gap) {
            gap = false;
            return send(Kind.GAP, List.of(), nanos);
        }
        if (nanos - sentNanos >= settings.heartbeat().toNanos()) {
            return send(Kind.HEARTBEAT, List.of(), nanos); // first, as it needs no database
        }
        if (position >= head && nanos - openedNanos >= settings.lifetime().toNanos() || !isRenewed(nanos)) {
            end();
            return false;
        }
        List<RecordedEvent> next = events.apply(position);
        return !next.isEmpty() && sendVisible(next, nanos);
    }

    private boolean sendVisible(List<RecordedEvent> next, long nanos) {
        position = next.get(next.size() - 1).position();
        List<RecordedEvent> visible = next.stream()
                .filter(recorded -> request.types().contains(recorded.event().type()))
                .filter(recorded -> recorded.event().isVisibleTo(caller))
                .toList();
        return visible.isEmpty() || send(Kind.EVENTS, visible, nanos);
    }

    private boolean send(Kind kind, List<RecordedEvent> events, long nanos) {
        return send(kind, events, position, nanos);
    }

    private boolean send(Kind kind, List<RecordedEvent> events, long resumable, long nanos) {
        sentNanos = nanos;
        listener.send(new Message(kind, events, resumable));
        return true;
    }

    private boolean isRenewed(long nanos) {
        if (nanos - renewedNanos >= RENEWAL.toNanos()) {
            Optional<Caller> present = request.renewed().get();
            if (present.isEmpty()) {
                return false;
            }
            caller = present.get();
            renewedNanos = nanos;
        }
        return true;
    }

    /** Its client went away before it began. */
    private boolean abandonedAfter(long nanos) {
        if (nanos >= EventFeed.START_TIMEOUT.toNanos()) {
            close();
        }
        return false;
    }
}
