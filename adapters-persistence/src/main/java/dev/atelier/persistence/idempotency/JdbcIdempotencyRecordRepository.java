package dev.atelier.persistence.idempotency;

import dev.atelier.application.idempotency.IdempotencyKey;
import dev.atelier.application.idempotency.IdempotencyRecordRepository;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of requests with an Idempotency-Key, in {@code idempotency_record}. Nothing is flushed by itself: whatever
 * is created for a record is written after it, and flushes it as well.
 */
@Singleton
public final class JdbcIdempotencyRecordRepository implements IdempotencyRecordRepository {

    private final IdempotencyRecordDao rows;
    private final TransactionTemplate transactionTemplate;

    JdbcIdempotencyRecordRepository(IdempotencyRecordDao rows, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public Entry claim(IdempotencyKey key, String digest, UUID token, UUID subject, Duration lease) {
        String user = key.owner().value();
        BigDecimal seconds = DatabaseClock.seconds(lease);
        return transactionTemplate.execute(() -> {
            rows.deleteIfExpired(user, key.operation(), key.value());
            if (rows.insert(user, key.operation(), key.value(), digest, subject, token, seconds) > 0) {
                return new Entry(State.NEW, digest, subject, Optional.empty());
            }
            boolean taken = rows.take(user, key.operation(), key.value(), digest, token, seconds) > 0;
            return rows.find(user, key.operation(), key.value())
                    .map(found -> entry(found, taken))
                    .orElseThrow(() -> new IllegalStateException("an idempotency record has vanished"));
        });
    }

    private static Entry entry(IdempotencyRecordDao.Found found, boolean taken) {
        Optional<String> answer = Optional.ofNullable(found.answer());
        State unclaimed = answer.isPresent() ? State.ANSWERED : State.IN_PROGRESS;
        return new Entry(taken ? State.CLAIMED : unclaimed, found.digest(), found.subject(), answer);
    }

    @Override
    public void renew(IdempotencyKey key, UUID token, Duration lease) {
        transactionTemplate.execute(() ->
                rows.renew(key.owner().value(), key.operation(), key.value(), token, DatabaseClock.seconds(lease)));
    }

    @Override
    public void release(IdempotencyKey key, UUID token, Optional<String> answer) {
        transactionTemplate.execute(
                () -> rows.release(key.owner().value(), key.operation(), key.value(), token, answer.orElse(null)));
    }

    @Override
    public void deleteExpired() {
        transactionTemplate.execute(rows::deleteExpired);
    }
}
