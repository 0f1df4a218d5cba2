package dev.atelier.application.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryIdempotencyRecordRepository;
import dev.atelier.domain.access.UserName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunOnceTest {

    private static final IdempotencyKey KEY = new IdempotencyKey(new UserName("ann"), "POST /inferences", "k");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final Jobs jobs = new Jobs();

    /** Answers with the ids of the jobs that it makes. */
    private static final class Jobs implements RunOnce.Work<String> {

        private final Map<UUID, CompletableFuture<String>> made = new ConcurrentHashMap<>();
        private final List<UUID> recalled = new ArrayList<>();
        private boolean endAtOnce = true;
        private RuntimeException failure;
        private Error error;

        @Override
        public CompletionStage<String> run(UUID subject) {
            if (failure != null) {
                throw failure;
            }
            if (error != null) {
                throw error;
            }
            assertThat(made).doesNotContainKey(subject);
            CompletableFuture<String> answer = new CompletableFuture<>();
            made.put(subject, answer);
            if (endAtOnce) {
                answer.complete("job " + subject);
            }
            return answer;
        }

        @Override
        public Optional<CompletionStage<String>> recall(UUID subject) {
            recalled.add(subject);
            return Optional.ofNullable(made.get(subject)).map(job -> CompletableFuture.completedFuture("found"));
        }

        @Override
        public Optional<String> write(String answer) {
            if (answer.equals("unwritable")) {
                throw new IllegalStateException(answer);
            }
            return answer.startsWith("stream") ? Optional.empty() : Optional.of(answer);
        }

        @Override
        public String read(String answer) {
            return answer;
        }
    }

    @Test
    void theFirstAnswerIsGivenAgain() {
        String first = run(once(), "d").join();

        assertThat(run(once(), "d").join()).isEqualTo(first);
        assertThat(jobs.made).hasSize(1);
        assertThat(jobs.recalled).isEmpty();
    }

    @Test
    void whatAProcessThatDiedHadAcceptedIsFoundWhenItsLeaseIsOver() {
        jobs.endAtOnce = false;
        run(once(), "d");
        assertThatThrownBy(() -> run(once(), "d")).isInstanceOf(RequestInProgressException.class);

        atelier.clock.pass(RunOnce.LEASE);

        assertThat(run(once(), "d").join()).isEqualTo("found");
        assertThat(jobs.made).hasSize(1);
    }

    @Test
    void aProcessThatDiedBeforeItAcceptedAnythingLeavesItsIdToTheNext() {
        UUID subject = UUID.randomUUID();
        atelier.idempotencyRecords.claim(KEY, "d", UUID.randomUUID(), subject, RunOnce.LEASE);
        assertThatThrownBy(() -> run(once(), "d")).isInstanceOf(RequestInProgressException.class);

        atelier.clock.pass(RunOnce.LEASE);

        assertThat(run(once(), "d").join()).isEqualTo("job " + subject);
    }

    @Test
    void anotherRequestIsRejectedInEveryState() {
        jobs.endAtOnce = false;
        run(once(), "d");
        assertThatThrownBy(() -> run(once(), "e")).isInstanceOf(KeyReusedException.class);
        atelier.clock.pass(RunOnce.LEASE);
        assertThatThrownBy(() -> run(once(), "e")).isInstanceOf(KeyReusedException.class);
        run(once(), "d").join();
        assertThatThrownBy(() -> run(once(), "e")).isInstanceOf(KeyReusedException.class);
    }

    @Test
    void afterAFailureTheRequestMayBeRepeatedAtOnce() {
        jobs.failure = new IllegalStateException("no");
        assertThatThrownBy(() -> run(once(), "d")).isSameAs(jobs.failure);

        jobs.failure = null;

        assertThat(run(once(), "d").join()).startsWith("job ");
    }

    @Test
    void anErrorEndsTheClaimAsWell() {
        jobs.error = new StackOverflowError("deep");
        assertThatThrownBy(() -> run(once(), "d")).isSameAs(jobs.error);

        jobs.error = null;

        assertThat(run(once(), "d").join()).startsWith("job ");
    }

    @Test
    void aLaterFailureEndsTheClaimAsWell() {
        jobs.endAtOnce = false;
        CompletableFuture<String> first = run(once(), "d");

        jobs.made.values().forEach(job -> job.completeExceptionally(new IllegalStateException("lost")));

        assertThatThrownBy(first::join).hasRootCauseMessage("lost");
        assertThat(run(once(), "d").join()).isEqualTo("found");
    }

    @Test
    void anAnswerThatIsNotKeptIsMadeOfTheJobAgain() {
        jobs.endAtOnce = false;
        CompletableFuture<String> first = run(once(), "d");
        jobs.made.values().forEach(job -> job.complete("stream"));

        assertThat(first.join()).isEqualTo("stream");
        assertThat(run(once(), "d").join()).isEqualTo("found");
    }

    @Test
    void anAnswerThatCannotBeKeptIsGivenNevertheless() {
        jobs.endAtOnce = false;
        CompletableFuture<String> first = run(once(), "d");

        jobs.made.values().forEach(job -> job.complete("unwritable"));

        assertThat(first.join()).isEqualTo("unwritable");
    }

    @Test
    void aLongRequestKeepsItsKey() {
        AtomicInteger renewals = new AtomicInteger();
        IdempotencyRecordRepository records = new InMemoryIdempotencyRecordRepository(atelier.clock) {
            @Override
            public void renew(IdempotencyKey key, UUID token, Duration lease) {
                super.renew(key, token, lease);
                renewals.incrementAndGet();
            }
        };
        Duration lease = Duration.ofMillis(60);
        RunOnce once = new RunOnce(records, atelier.ids, ForkJoinPool.commonPool(), lease);
        jobs.endAtOnce = false;
        CompletableFuture<String> first = run(once, "d");
        atelier.clock.pass(lease.minusMillis(1));
        int before = renewals.get();
        await().until(() -> renewals.get() > before + 1); // the first may have begun before that time passed
        atelier.clock.pass(lease.minusMillis(1));

        assertThatThrownBy(() -> run(once, "d")).isInstanceOf(RequestInProgressException.class);

        jobs.made.values().forEach(job -> job.complete("done"));
        assertThat(first.join()).isEqualTo("done");
        assertThat(run(once, "d").join()).isEqualTo("done");
    }

    private RunOnce once() {
        return new RunOnce(atelier.idempotencyRecords, atelier.ids, ForkJoinPool.commonPool(), RunOnce.LEASE);
    }

    private CompletableFuture<String> run(RunOnce once, String digest) {
        return once.run(KEY, digest, jobs).toCompletableFuture();
    }
}
