package dev.atelier.application.event;

import java.util.List;

/**
 * The events of all replicas. An event is recorded in the transaction of the change that it reports. It gets the next
 * position when it is first read after that transaction has ended; so no event ever appears before one that was read
 * already, and those of one subject are in the order of its changes. What was read is never lost, not even when this process
 * is killed. Thread-safe.
 */
public interface EventLog {

    /** Whether events are recorded at all. */
    boolean isRecording();

    /** The events after this position in their order, at most this number of them. */
    List<RecordedEvent> after(long position, int most);

    /** The positions of the newest event, and of the newest that was removed. */
    Range range();

    /**
     * Removes the oldest of the events that are older than the retention, at most this number of them.
     *
     * @return how many
     */
    int removeExpired(int most);

    /**
     * Which events there are.
     *
     * @param removed the newest that was removed; 0 if none was
     * @param last the newest, removed or not; 0 if there was none
     */
    record Range(long removed, long last) {}
}
