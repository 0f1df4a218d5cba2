package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.idempotency.IdempotencyKey;
import dev.atelier.application.idempotency.IdempotencyRecordRepository;
import dev.atelier.application.idempotency.IdempotencyRecordRepository.Entry;
import dev.atelier.application.idempotency.IdempotencyRecordRepository.State;
import dev.atelier.domain.access.UserName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link IdempotencyRecordRepository} does. */
public abstract class IdempotencyRecordRepositoryContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final IdempotencyKey KEY = key("ann", "POST /inferences", "k");

    private final UUID token = UUID.randomUUID();
    private final UUID subject = UUID.randomUUID();

    protected abstract IdempotencyRecordRepository records();

    /** Makes all that is stored this much older. */
    protected abstract void letTimePass(Duration time);

    @Test
    protected void ofManyConcurrentClaimsOneIsFirst() throws Exception {
        List<Entry> entries = Concurrently.all(IntStream.range(0, 12)
                .<Callable<Entry>>mapToObj(
                        i -> () -> records().claim(KEY, "d", UUID.randomUUID(), UUID.randomUUID(), LEASE))
                .toList());

        assertThat(entries).extracting(Entry::state).containsOnlyOnce(State.NEW).contains(State.IN_PROGRESS);
        assertThat(entries)
                .extracting(Entry::subject)
                .containsOnly(entries.get(0).subject());
    }

    @Test
    protected void aClaimHoldsUntilItsLeaseExpiresAndKeepsTheSubject() {
        assertThat(claim("d").state()).isEqualTo(State.NEW);
        letTimePass(LEASE.minusSeconds(20));
        assertThat(again("d").state()).isEqualTo(State.IN_PROGRESS);
        records().renew(KEY, token, LEASE);
        letTimePass(LEASE.minusSeconds(20));
        assertThat(again("d").state()).isEqualTo(State.IN_PROGRESS);

        letTimePass(LEASE);

        assertThat(again("d")).isEqualTo(new Entry(State.CLAIMED, "d", subject, Optional.empty()));
        records().release(KEY, token, Optional.of("late"));
        assertThat(again("d").state()).as("the answer of a lost claim").isEqualTo(State.IN_PROGRESS);
    }

    @Test
    protected void anAnswerIsKeptForADayAfterTheFirstRequest() {
        claim("d");
        records().release(KEY, token, Optional.of("{\"ü\": 1}"));
        letTimePass(IdempotencyRecordRepository.VALIDITY.minusMinutes(1));
        records().deleteExpired();
        assertThat(again("d")).isEqualTo(new Entry(State.ANSWERED, "d", subject, Optional.of("{\"ü\": 1}")));

        letTimePass(Duration.ofMinutes(1));

        assertThat(again("other").state()).as("even before it is deleted").isEqualTo(State.NEW);
    }

    @Test
    protected void withoutAnAnswerItMayBeClaimedAgainAtOnceByTheSameRequest() {
        claim("d");
        records().release(KEY, token, Optional.empty());

        assertThat(again("other").state()).isEqualTo(State.IN_PROGRESS);
        assertThat(again("other").digest()).isEqualTo("d");
        assertThat(again("d").state()).isEqualTo(State.CLAIMED);
    }

    @Test
    protected void keysOfUsersAndOperationsAreApart() {
        claim("d");
        for (IdempotencyKey other : List.of(
                key("bob", "POST /inferences", "k"),
                key("ann", "POST /trainings", "k"),
                key("ann", "POST /inferences", "K"))) {
            assertThat(records()
                            .claim(other, "d", UUID.randomUUID(), UUID.randomUUID(), LEASE)
                            .state())
                    .as(other.toString())
                    .isEqualTo(State.NEW);
        }
    }

    private Entry claim(String digest) {
        return records().claim(KEY, digest, token, subject, LEASE);
    }

    private Entry again(String digest) {
        return records().claim(KEY, digest, UUID.randomUUID(), UUID.randomUUID(), LEASE);
    }

    private static IdempotencyKey key(String owner, String operation, String value) {
        return new IdempotencyKey(new UserName(owner), operation, value);
    }
}
