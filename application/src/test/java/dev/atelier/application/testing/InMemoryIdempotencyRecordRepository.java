package dev.atelier.application.testing;

import dev.atelier.application.idempotency.IdempotencyKey;
import dev.atelier.application.idempotency.IdempotencyRecordRepository;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Records of idempotency keys in memory. */
public class InMemoryIdempotencyRecordRepository implements IdempotencyRecordRepository {

    private record Row(
            String digest, UUID subject, UUID token, Instant leaseUntil, Instant created, Optional<String> answer) {}

    private final Map<IdempotencyKey, Row> rows = new HashMap<>();
    private final Clock clock;

    public InMemoryIdempotencyRecordRepository(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Entry claim(IdempotencyKey key, String digest, UUID token, UUID subject, Duration lease) {
        deleteExpired();
        Row row = rows.get(key);
        if (row == null) {
            rows.put(
                    key,
                    new Row(digest, subject, token, clock.instant().plus(lease), clock.instant(), Optional.empty()));
            return new Entry(State.NEW, digest, subject, Optional.empty());
        }
        if (row.answer().isPresent()) {
            return new Entry(State.ANSWERED, row.digest(), row.subject(), row.answer());
        }
        if (row.leaseUntil().isAfter(clock.instant()) || !row.digest().equals(digest)) {
            return new Entry(State.IN_PROGRESS, row.digest(), row.subject(), Optional.empty());
        }
        put(key, row, token, clock.instant().plus(lease), Optional.empty());
        return new Entry(State.CLAIMED, row.digest(), row.subject(), Optional.empty());
    }

    @Override
    public synchronized void renew(IdempotencyKey key, UUID token, Duration lease) {
        Row row = rows.get(key);
        if (row != null && row.token().equals(token) && row.leaseUntil().isAfter(clock.instant())) {
            put(key, row, token, clock.instant().plus(lease), row.answer());
        }
    }

    @Override
    public synchronized void release(IdempotencyKey key, UUID token, Optional<String> answer) {
        Row row = rows.get(key);
        if (row != null && row.token().equals(token)) {
            put(key, row, token, clock.instant(), answer);
        }
    }

    @Override
    public synchronized void deleteExpired() {
        Instant limit = clock.instant().minus(VALIDITY);
        rows.values().removeIf(row -> !row.created().isAfter(limit));
    }

    /** Leaves the records as a process that died right after it accepted all requests, and is forgotten since. */
    public synchronized void loseAnswers() {
        Map.copyOf(rows).forEach((key, row) -> put(key, row, row.token(), clock.instant(), Optional.empty()));
    }

    private void put(IdempotencyKey key, Row row, UUID token, Instant leaseUntil, Optional<String> answer) {
        rows.put(key, new Row(row.digest(), row.subject(), token, leaseUntil, row.created(), answer));
    }
}
