package dev.atelier.application.access;

import dev.atelier.domain.access.UserName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The API keys, of which only the hashes are stored. Thread-safe. */
public interface ApiKeyRepository {

    /** The key with this hash. */
    Optional<ApiKey> find(String hash);

    /** All keys, by name. */
    List<ApiKey> all();

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
}
