package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.event.EventLog;
import dev.atelier.application.event.RecordedEvent;
import dev.atelier.domain.event.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every log of events keeps. Other tests may have used it before: positions go on. */
public abstract class EventLogContract {

    protected abstract EventLog log();

    /** Records the event, in a transaction of its own. */
    protected abstract void record(Event event);

    /** Makes everything recorded so far older than it is. */
    protected abstract void letTimePass(Duration time);

    @Test
    void eventsHaveAllTheirPropertiesAndTheirOrder() {
        long before = log().range().last();
        List<Event> events = List.of(
                Event.created(TestJobs.job().created()),
                Event.started(TestJobs.job().started()),
                Event.changed(TestEndpoints.endpoint().build()),
                Event.deleted(TestCheckpoints.checkpoint().build()));

        events.forEach(this::record);

        List<RecordedEvent> found = log().after(before, 10);
        assertThat(found).extracting(RecordedEvent::event).isEqualTo(events);
        assertThat(found)
                .extracting(RecordedEvent::position)
                .containsExactly(before + 1, before + 2, before + 3, before + 4);
        assertThat(found).allSatisfy(event -> assertThat(event.time()).isNotNull());
        assertThat(log().range()).extracting(EventLog.Range::last).isEqualTo(before + 4);
        assertThat(log().isRecording()).isTrue();
    }

    @Test
    void itIsReadInPortionsFromAnyPosition() {
        long before = log().range().last();
        IntStream.range(0, 25).forEach(i -> record(event()));

        List<RecordedEvent> read = new ArrayList<>();
        for (List<RecordedEvent> next = log().after(before, 10); !next.isEmpty(); ) {
            read.addAll(next);
            next = log().after(next.get(next.size() - 1).position(), 10);
        }

        assertThat(read)
                .extracting(RecordedEvent::position)
                .isEqualTo(
                        IntStream.rangeClosed(1, 25).mapToObj(i -> before + i).toList());
        assertThat(log().after(before + 20, 100)).isEqualTo(read.subList(20, 25));
        assertThat(log().after(before + 25, 100)).isEmpty();
    }

    @Test
    void expiredEventsAreRemovedInStepsAndKnownToBe() {
        long before = log().range().last();
        IntStream.range(0, 5).forEach(i -> record(event()));
        assertThat(log().removeExpired(100)).isZero();
        letTimePass(InMemoryEventLog.RETENTION.plusMinutes(1));
        record(event());

        assertThat(log().removeExpired(3)).isEqualTo(3);
        assertThat(log().range()).isEqualTo(new EventLog.Range(before + 3, before + 6));
        assertThat(log().after(before, 10))
                .extracting(RecordedEvent::position)
                .containsExactly(before + 4, before + 5, before + 6);

        assertThat(log().removeExpired(100)).isEqualTo(2);
        assertThat(log().removeExpired(100)).isZero();
        assertThat(log().range()).isEqualTo(new EventLog.Range(before + 5, before + 6));
    }

    /** Also those that were never read: a client that resumes learns of them. */
    @Test
    void eventsThatWereNotReadBeforeTheirRemovalCount() {
        long before = log().range().last();
        IntStream.range(0, 5).forEach(i -> record(event()));
        letTimePass(InMemoryEventLog.RETENTION.plusMinutes(1));

        assertThat(log().removeExpired(100)).isEqualTo(5);

        assertThat(log().range()).isEqualTo(new EventLog.Range(before + 5, before + 5));
    }

    private static Event event() {
        return Event.created(TestJobs.job().created());
    }
}
