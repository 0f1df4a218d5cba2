package dev.atelier.persistence.event;

import dev.atelier.application.event.EventLog;
import dev.atelier.application.event.RecordedEvent;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.TransactionTemplate;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.util.List;

/** The log in {@code outbox_event}. */
@Singleton
public final class JdbcEventLog implements EventLog {

    /** How many rows get their positions in one transaction. */
    private static final int PORTION = 500;

    private static final String NUMBER = "update outbox_event set position = ? where arrival = ?";

    private final OutboxDao rows;
    private final EventConfiguration configuration;
    private final JdbcOperations jdbc;
    private final TransactionTemplate transactionTemplate;

    JdbcEventLog(
            OutboxDao rows,
            EventConfiguration configuration,
            JdbcOperations jdbc,
            TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.configuration = configuration;
        this.jdbc = jdbc;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public boolean isRecording() {
        return configuration.isRecording();
    }

    @Override
    public List<RecordedEvent> after(long position, int most) {
        numberAll();
        List<OutboxEntity> found = rows.after(position, most);
        if (!found.isEmpty()) {
            // A client that resumes after an event that was lost with this process would miss the one that replaces it.
            transactionTemplate.flush();
        }
        return found.stream().map(OutboxEntity::toEvent).toList();
    }

    @Override
    public Range range() {
        numberAll();
        OutboxDao.Position position = rows.position();
        transactionTemplate.flush();
        return new Range(position.removed(), position.numbered());
    }

    @Override
    public int removeExpired(int most) {
        numberAll();
        return transactionTemplate.executeDurably(() -> {
            OutboxDao.Position position = rows.lockPosition();
            Long expired = rows.expired(
                    position.removed(),
                    most,
                    DatabaseClock.seconds(configuration.retention().negated()));
            Long done = rows.doneByWebhooks();
            if (expired == null || done != null && done <= position.removed()) {
                return 0;
            }
            long last = done == null ? expired : Math.min(done, expired);
            rows.removed(last);
            return rows.removeUpTo(last);
        });
    }

    /** Gives positions to the events whose transactions have ended. */
    private void numberAll() {
        while (!rows.unnumbered(1).isEmpty()) {
            transactionTemplate.execute(() -> {
                long position = rows.lockPosition().numbered();
                // Behind the lock: it sees what the holder before has numbered.
                List<Long> unnumbered = rows.unnumbered(PORTION);
                number(unnumbered, position);
                rows.numbered(position + unnumbered.size());
                return unnumbered;
            });
        }
    }

    private void number(List<Long> arrivals, long last) {
        jdbc.prepareStatement(NUMBER, statement -> {
            long position = last;
            for (Long arrival : arrivals) {
                statement.setLong(1, ++position);
                statement.setLong(2, arrival);
                statement.addBatch();
            }
            return arrivals.isEmpty() ? new int[0] : statement.executeBatch();
        });
    }
}
