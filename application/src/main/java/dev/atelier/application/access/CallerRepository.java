package dev.atelier.application.access;

import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import java.util.Optional;

/**
 * What requests are authenticated with. Changes made through this process are seen at once, those made through another
 * one within a second, so that answers may be cached for that long. Thread-safe.
 */
public interface CallerRepository {

    /** The key with this hash, as {@link ApiKey#hash} computes it, unless it has expired. */
    Optional<ApiKey> findApiKey(String hash);

    /**
     * The key with this hash, unless it has expired, as this process last read it, however long ago, without a look at the database. Says that a
     * client is known, and authorizes nothing.
     */
    Optional<ApiKey> lastKnownApiKey(String hash);

    /** As {@link #findApiKey}, where that takes no look at the database; otherwise empty. Never blocks. */
    Optional<ApiKey> recentApiKey(String hash);

    /** The user of that name with roles and permissions. */
    Optional<Caller> find(UserName user);
}
