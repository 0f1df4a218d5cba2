package dev.atelier.application.access;

import java.time.Instant;
import java.util.Optional;

/** The sessions of browsers, which all replicas share. Only hashes of their tokens are stored. Thread-safe. */
public interface SessionRepository {

    /**
     * Adds the session, and removes what is not needed any more: those that have expired, and the oldest of the user beyond this
     * number.
     *
     * @param now those that expire until then have expired
     * @param most how many the user may have, this one included; at least 1
     */
    void add(Session session, Instant now, int most);

    /** The session with this hash, expired or not. */
    Optional<Session> find(String hash);

    /** Removes the session, if there is one. */
    void remove(String hash);
}
