package dev.atelier.application.access;

import java.util.Optional;

/** The keys that admit clients; only their hashes are kept. Thread-safe. */
public interface ApiKeys {

    /** The key with this hash. */
    Optional<ApiKey> find(String hash);

    /** Adds the key, or replaces the one of that name. */
    void save(ApiKey key);
}
