package dev.atelier.application.idempotency;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.UseCase;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Carries out a request with an {@link IdempotencyKey} once, however often it comes. The id of what it creates is kept
 * with the key before anything is created, so whatever a process that died had accepted is found by that id, and the
 * database does not take a second one of it.
 */
@UseCase
public class RunOnce {

    /** The usual lease. */
    public static final Duration LEASE = Duration.ofSeconds(15);

    private static final int RENEWALS_PER_LEASE = 3;

    private final IdempotencyRecordRepository records;
    private final IdGenerator idGenerator;
    private final Executor threads;
    private final Duration lease;

    /**
     * @param threads renew leases, and keep answers
     * @param lease how long a process that died keeps others from a key
     */
    public RunOnce(IdempotencyRecordRepository records, IdGenerator idGenerator, Executor threads, Duration lease) {
        this.records = records;
        this.idGenerator = idGenerator;
        this.threads = threads;
        this.lease = lease;
    }

    /**
     * A request that creates or starts something.
     *
     * @param <A> the type of its answer
     */
    public interface Work<A> {

        /** Carries it out, giving what it creates this id. */
        CompletionStage<A> run(UUID subject);

        /** The answer for what an earlier attempt has created or started; empty if that did neither. */
        Optional<CompletionStage<A>> recall(UUID subject);

        /** The answer as text; empty if it is not kept, and made by {@link #recall} whenever it is asked for. */
        Optional<String> write(A answer);

        /** The answer that was kept. */
        A read(String answer);
    }

    /** Carries out a request without a key. */
    public <A> CompletionStage<A> run(Work<A> work) {
        return work.run(idGenerator.next());
    }

    /**
     * Carries out the request, or returns the answer of the first one with this key.
     *
     * @param digest what distinguishes it from other requests
     * @throws RequestInProgressException if an earlier one is being worked on
     * @throws KeyReusedException if the earlier one was another
     */
    public <A> CompletionStage<A> run(IdempotencyKey key, String digest, Work<A> work) {
        UUID token = UUID.randomUUID();
        IdempotencyRecordRepository.Entry entry = records.claim(key, digest, token, idGenerator.next(), lease);
        if (!entry.digest().equals(digest)) {
            throw new KeyReusedException("the Idempotency-Key was used for another request within the last "
                    + IdempotencyRecordRepository.VALIDITY.toHours()
                    + " hours; repeat that one unchanged, or give this one a key of its own");
        }
        return switch (entry.state()) {
            case ANSWERED ->
                CompletableFuture.completedFuture(work.read(entry.answer().orElseThrow()));
            case IN_PROGRESS ->
                throw new RequestInProgressException(
                        "an earlier request with this Idempotency-Key is being worked on; try again later");
            case NEW -> claimed(key, token, work, () -> work.run(entry.subject()));
            case CLAIMED ->
                claimed(
                        key,
                        token,
                        work,
                        () -> work.recall(entry.subject()).orElseGet(() -> work.run(entry.subject())));
        };
    }

    private <A> CompletionStage<A> claimed(IdempotencyKey key, UUID token, Work<A> work, Attempt<A> attempt) {
        CompletableFuture<A> ended = new CompletableFuture<>();
        renewLater(key, token, ended);
        try {
            attempt.make()
                    .whenCompleteAsync(
                            (answer, failure) -> {
                                release(key, token, () -> failure == null ? work.write(answer) : Optional.empty());
                                complete(ended, answer, failure);
                            },
                            threads);
        } catch (RuntimeException | Error e) {
            release(key, token, Optional::empty);
            ended.completeExceptionally(e);
            throw e;
        }
        return ended;
    }

    private interface Attempt<A> {
        CompletionStage<A> make();
    }

    private static <A> void complete(CompletableFuture<A> ended, A answer, Throwable failure) {
        if (failure == null) {
            ended.complete(answer);
        } else {
            ended.completeExceptionally(failure);
        }
    }

    /** What cannot be kept is found by its id again, and the claim ends with its lease. */
    private void release(IdempotencyKey key, UUID token, Supplier<Optional<String>> answer) {
        try {
            records.release(key, token, answer.get());
        } catch (RuntimeException unreachable) {
            return;
        }
    }

    private void renewLater(IdempotencyKey key, UUID token, CompletableFuture<?> ended) {
        CompletableFuture.delayedExecutor(lease.toMillis() / RENEWALS_PER_LEASE, TimeUnit.MILLISECONDS, threads)
                .execute(() -> {
                    if (!ended.isDone()) {
                        try {
                            records.renew(key, token, lease);
                        } finally {
                            renewLater(key, token, ended);
                        }
                    }
                });
    }
}
