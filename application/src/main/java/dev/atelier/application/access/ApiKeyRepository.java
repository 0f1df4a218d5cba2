package dev.atelier.application.access;

import dev.atelier.domain.access.UserName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The keys that admit clients; only their hashes are kept. Thread-safe. */
public interface ApiKeyRepository {

    /** The key with this hash. */
    Optional<ApiKey> find(String hash);

    /** Every key, by name. */
    List<ApiKey> all();

    /** Adds the key; a name or a hash that another key has is {@link dev.atelier.domain.InvalidRequestException}. */
    void add(ApiKey key);

    /**
     * Makes these the only keys that the settings give: others of that origin are removed, those that were added by command
     * stay. A name or a hash that a key added by command has is {@link dev.atelier.domain.InvalidRequestException}, and nothing
     * changes. A key that was there before and stays is valid all the time.
     */
    void settle(Collection<ApiKey> fromSettings);

    /** Removes the key; answers false when there is none of that name. */
    boolean remove(String name);

    /** Removes every key that is bound to one of these users. */
    void removeBoundTo(Collection<UserName> users);
}
