package dev.atelier.application.testing;

import dev.atelier.application.event.EventLog;
import dev.atelier.application.event.RecordedEvent;
import dev.atelier.domain.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The log in memory; a change and its event are one anyway. */
public class InMemoryEventLog implements EventLog {

    public static final Duration RETENTION = Duration.ofHours(24);

    private final Clock clock;
    private final List<RecordedEvent> events = new ArrayList<>();
    private boolean recording = true;
    private long removed;
    private long last;

    public InMemoryEventLog(Clock clock) {
        this.clock = clock;
    }

    public synchronized void add(Event event) {
        events.add(new RecordedEvent(++last, clock.instant(), event));
    }

    public synchronized void stopRecording() {
        recording = false;
    }

    @Override
    public synchronized boolean isRecording() {
        return recording;
    }

    @Override
    public synchronized List<RecordedEvent> after(long position, int most) {
        return events.stream()
                .filter(event -> event.position() > position)
                .limit(most)
                .toList();
    }

    @Override
    public synchronized Range range() {
        return new Range(removed, last);
    }

    @Override
    public synchronized int removeExpired(int most) {
        List<RecordedEvent> expired = events.stream()
                .filter(event -> event.time().isBefore(clock.instant().minus(RETENTION)))
                .limit(most)
                .toList();
        events.removeAll(expired);
        removed += expired.size();
        return expired.size();
    }
}
