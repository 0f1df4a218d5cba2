package dev.atelier.application.idempotency;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What became of requests with an {@link IdempotencyKey}, for {@link #VALIDITY} after the first. Shared by all replicas
 * and persistent. A claim is valid until its lease expires; then the record may be claimed again. Thread-safe. Times are
 * the database's own, so replicas' clocks need not agree.
 */
public interface IdempotencyRecordRepository {

    /** How long a record is kept. */
    Duration VALIDITY = Duration.ofHours(24);

    /**
     * Claims the record of the key, unless it has an answer or is claimed, or belongs to a request with another digest.
     *
     * @param token names the claim; no other has the same
     * @param subject the id of what the request creates, kept if there is no record yet
     */
    Entry claim(IdempotencyKey key, String digest, UUID token, UUID subject, Duration lease);

    /** Renews the lease from now; ignored when the claim was lost. */
    void renew(IdempotencyKey key, UUID token, Duration lease);

    /**
     * Ends the claim; ignored when it was lost.
     *
     * @param answer kept for repeated requests; empty: the record may be claimed again
     */
    void release(IdempotencyKey key, UUID token, Optional<String> answer);

    /** Deletes the records that are older than {@link #VALIDITY}. */
    void deleteExpired();

    /** What a claim found. */
    enum State {
        /** The request is the first with this key, and claimed. */
        NEW,
        /** An earlier one ended without an answer, or with its process; the record is claimed. */
        CLAIMED,
        /** A process works on an earlier one. */
        IN_PROGRESS,
        /** An earlier one was answered. */
        ANSWERED
    }

    /**
     * A record.
     *
     * @param digest of the first request with this key
     * @param subject the id of what that one creates
     * @param answer that one's
     */
    record Entry(State state, String digest, UUID subject, Optional<String> answer) {}
}
