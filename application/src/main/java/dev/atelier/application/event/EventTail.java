package dev.atelier.application.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The newest events in memory, read once for all streams. Used by one thread. */
final class EventTail {

    /** Events in one message, and read at once. */
    static final int BATCH = 200;

    private static final int CAPACITY = 2000;

    private final EventLog log;
    private final Deque<RecordedEvent> newest = new ArrayDeque<>();
    private long end;

    EventTail(EventLog log) {
        this.log = log;
    }

    /** Forgets all; events after this position are read next. */
    void restart(long position) {
        newest.clear();
        end = position;
    }

    /** Reads further events; true when there may be more. */
    boolean advance() {
        List<RecordedEvent> further = log.after(end, BATCH);
        for (RecordedEvent event : further) {
            newest.add(event);
            end = event.position();
            if (newest.size() > CAPACITY) {
                newest.remove();
            }
        }
        return further.size() == BATCH;
    }

    /** The events after this position, at most a batch, from the log where they are not in memory any more. */
    List<RecordedEvent> after(long position) {
        if (position >= end) {
            return List.of();
        }
        long start = newest.isEmpty() ? end : newest.peek().position() - 1;
        if (position < start) {
            return log.after(position, BATCH);
        }
        List<RecordedEvent> found = new ArrayList<>();
        for (RecordedEvent event : newest) {
            if (event.position() > position && found.size() < BATCH) {
                found.add(event);
            }
        }
        return found;
    }
}
