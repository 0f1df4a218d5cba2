package dev.atelier.application.access;

import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The API keys, of which only the hashes are stored. Thread-safe. */
public interface ApiKeyRepository {

    /**
     * The key with this hash, unless it has expired; also one that had it before a {@linkplain #rotate rotation}, which expires
     * when the overlap ends. It counts as used, which is stored later and at most once a minute.
     */
    Optional<ApiKey> find(String hash);

    /** All keys, expired ones as well, by name. */
    List<ApiKey> all();

    /** The key of that name, an expired one as well. */
    Optional<ApiKey> named(String name);

    /** All keys with what is known of them, in the same order. */
    List<Entry> entries();

    /**
     * As above, up to {@code limit} keys.
     *
     * @param after the name after which they begin; empty: at the beginning
     */
    List<Entry> entries(Optional<String> after, int limit);

    /**
     * Replaces the secret of a key. If it is being replaced already, the secret before the present one is not valid any more.
     *
     * @param rotated the key with its new hash and expiry
     * @param overlapUntil until when the present secret stays valid, at most until its own expiry and the new one; empty: it
     *     does not
     * @return false, with nothing changed, when there is none of that name, origin and user
     * @throws dev.atelier.domain.InvalidRequestException if another key has the hash
     */
    boolean rotate(ApiKey rotated, Optional<Instant> overlapUntil);

    /**
     * Adds the key.
     *
     * @throws dev.atelier.domain.InvalidRequestException if another key has the name or the hash
     */
    void add(ApiKey key);

    /**
     * Replaces the keys that the settings define: other keys of that origin are removed, those added by command stay. A
     * key that was there before and stays is valid throughout.
     *
     * @throws dev.atelier.domain.InvalidRequestException if a key added by command has the name or hash of one of
     *     these; nothing changes then
     */
    void replaceSettingsKeys(Collection<ApiKey> fromSettings);

    /** Removes the key; false when there is none of that name. */
    boolean remove(String name);

    /** Removes every key that is bound to one of these users. */
    void removeBoundTo(Collection<UserName> users);

    /**
     * A key with what is known of it.
     *
     * @param created when its secret was made; empty for keys from before this was recorded
     * @param lastUsed at most a minute too early; empty until it is used
     * @param overlapUntil until when the secret before the present one is valid; empty without one
     */
    record Entry(ApiKey key, Optional<Instant> created, Optional<Instant> lastUsed, Optional<Instant> overlapUntil) {}
}
