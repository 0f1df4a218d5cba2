package dev.atelier.application.testing;

import dev.atelier.application.idempotency.IdempotencyRecordRepository;
import java.time.Duration;

class InMemoryIdempotencyRecordRepositoryTest extends IdempotencyRecordRepositoryContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryIdempotencyRecordRepository records = new InMemoryIdempotencyRecordRepository(clock);

    @Override
    protected IdempotencyRecordRepository records() {
        return records;
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.pass(time);
    }
}
