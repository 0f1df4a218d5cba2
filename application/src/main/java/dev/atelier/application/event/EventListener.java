package dev.atelier.application.event;

import java.util.List;

/** The receiver of a stream. Its methods do not block, and are called by one thread at a time. */
public interface EventListener {

    /** Whether it takes another message now. When that becomes true it has to {@linkplain EventStream#wake wake} the stream. */
    boolean isReady();

    void send(Message message);

    /** Nothing more comes; the client may resume. */
    void end();

    /** What a message says. */
    enum Kind {
        /** The first one: events after its position follow. */
        OPENED,
        /** Events that the client asked for were removed, or their positions are not of this log. */
        GAP,
        EVENTS,
        /** No event for a while. */
        HEARTBEAT
    }

    /**
     * A message.
     *
     * @param events none unless they are its kind
     * @param position where the stream is after it, from which it can be resumed
     */
    record Message(Kind kind, List<RecordedEvent> events, long position) {

        public Message {
            events = List.copyOf(events);
        }
    }
}
