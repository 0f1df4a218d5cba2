package dev.atelier.persistence.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.event.EventLog;
import dev.atelier.application.event.RecordedEvent;
import dev.atelier.application.testing.EventLogContract;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.event.Event;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import dev.atelier.persistence.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcEventLogTest extends EventLogContract {

    private static final int WRITERS = 6;
    private static final int EACH = 60;

    private final PersistenceFixture persistenceFixture;
    private final EventLog log;
    private final EventOutbox outbox;
    private final TransactionTemplate transactionTemplate;

    JdbcEventLogTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        persistenceFixture.clear();
        persistenceFixture.execute("update outbox_position set removed = numbered");
        log = persistenceFixture.bean(EventLog.class);
        outbox = persistenceFixture.bean(EventOutbox.class);
        transactionTemplate = persistenceFixture.bean(TransactionTemplate.class);
    }

    @Override
    protected EventLog log() {
        return log;
    }

    @Override
    protected void record(Event event) {
        transactionTemplate.execute(() -> {
            outbox.add(event);
            return null;
        });
    }

    @Override
    protected void letTimePass(Duration time) {
        persistenceFixture.execute(
                "update outbox_event set created = created - interval '" + time.toSeconds() + "' second");
    }

    /** The first to write is the last to commit: its event comes behind the one that was read before. */
    @Test
    void anEventOfALateTransactionIsNotPassedOver() {
        long before = log.range().last();
        Event slow = event();
        Event quick = event();
        CountDownLatch written = new CountDownLatch(1);
        CountDownLatch read = new CountDownLatch(1);
        CompletableFuture<Void> late = async(() -> transactionTemplate.execute(() -> {
            outbox.add(slow);
            written.countDown();
            await(read);
            return null;
        }));
        await(written);
        record(quick);

        List<RecordedEvent> first = log.after(before, 10);
        read.countDown();
        late.join();

        assertThat(first).extracting(RecordedEvent::event).containsExactly(quick);
        assertThat(log.after(first.get(0).position(), 10))
                .extracting(RecordedEvent::event)
                .containsExactly(slow);
    }

    @Test
    void whatARolledBackTransactionReportedIsNoEvent() {
        long before = log.range().last();

        assertThat(async(() -> transactionTemplate.execute(() -> {
                    outbox.add(event());
                    throw new IllegalStateException("rolled back");
                })))
                .failsWithin(Duration.ofSeconds(30));

        Event kept = event();
        record(kept);
        assertThat(log.after(before, 10)).extracting(RecordedEvent::event).containsExactly(kept);
    }

    /** Two readers, where the database allows of two replicas, follow while others write in transactions of several events. */
    @Test
    void readersSeeEveryEventOnceAndInTheSameOrder() {
        long before = log.range().last();
        try (PersistenceFixture other = isPostgres() ? persistenceFixture.replica() : null) {
            EventLog second = other == null ? log : other.bean(EventLog.class);
            CompletableFuture<List<RecordedEvent>> one = follow(log, before);
            CompletableFuture<List<RecordedEvent>> two = follow(second, before);
            List<CompletableFuture<Void>> writers =
                    IntStream.range(0, WRITERS).mapToObj(i -> write()).toList();
            writers.forEach(CompletableFuture::join);

            List<RecordedEvent> read = one.join();

            assertThat(two.join()).isEqualTo(read);
            assertThat(read)
                    .extracting(RecordedEvent::position)
                    .isEqualTo(IntStream.rangeClosed(1, WRITERS * EACH)
                            .mapToObj(i -> before + i)
                            .toList());
            assertThat(new HashSet<>(read)).hasSameSizeAs(read);
            assertThat(statuses(read))
                    .allSatisfy((subject, statuses) -> assertThat(statuses)
                            .as(subject.toString())
                            .isEqualTo(IntStream.range(0, EACH)
                                    .mapToObj(Integer::toString)
                                    .toList()));
        }
    }

    @Test
    void nothingIsRecordedWhereEventsAreOff() {
        if (!isPostgres()) {
            return; // one process only
        }
        long before = log.range().last();
        try (PersistenceFixture off = persistenceFixture.replica(Map.of("atelier.events.retention", "0s"))) {
            assertThat(off.bean(EventLog.class).isRecording()).isFalse();
            off.bean(TransactionTemplate.class).execute(() -> {
                off.bean(EventOutbox.class).add(event());
                return null;
            });
        }
        assertThat(log.after(before, 10)).isEmpty();
    }

    private static Map<UUID, List<String>> statuses(List<RecordedEvent> read) {
        return read.stream()
                .map(RecordedEvent::event)
                .collect(Collectors.groupingBy(Event::subject, Collectors.mapping(Event::status, Collectors.toList())));
    }

    /** Numbered events of a subject of its own. */
    private CompletableFuture<Void> write() {
        Event subject = event();
        return async(() -> {
            for (int next = 0; next < EACH; ) {
                int from = next;
                int some = Math.min(EACH - next, 1 + ThreadLocalRandom.current().nextInt(3));
                transactionTemplate.execute(() -> {
                    IntStream.range(from, from + some).forEach(i -> outbox.add(with(subject, i)));
                    return null;
                });
                next += some;
            }
        });
    }

    private CompletableFuture<List<RecordedEvent>> follow(EventLog reader, long after) {
        List<RecordedEvent> read = new ArrayList<>();
        return async(() -> {
                    long position = after;
                    while (read.size() < WRITERS * EACH) {
                        List<RecordedEvent> next = reader.after(position, 7);
                        read.addAll(next);
                        position = next.isEmpty()
                                ? position
                                : next.get(next.size() - 1).position();
                    }
                })
                .thenApply(done -> read);
    }

    /** In a thread of its own. */
    private static CompletableFuture<Void> async(Runnable action) {
        return CompletableFuture.runAsync(action, command -> new Thread(command).start());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isPostgres() {
        return persistenceFixture.engine() == TestDatabase.POSTGRES;
    }

    private static Event with(Event event, int status) {
        return new Event(
                event.type(),
                event.subject(),
                event.owner(),
                event.audience(),
                Integer.toString(status),
                event.endpoint());
    }

    private static Event event() {
        return Event.created(TestJobs.job().created());
    }
}
