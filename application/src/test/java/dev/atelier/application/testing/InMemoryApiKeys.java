package dev.atelier.application.testing;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeys;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** API keys in this process only. */
public class InMemoryApiKeys implements ApiKeys {

    private final Map<String, ApiKey> byName = new ConcurrentHashMap<>();

    @Override
    public Optional<ApiKey> find(String hash) {
        return byName.values().stream().filter(key -> key.hash().equals(hash)).findFirst();
    }

    @Override
    public void save(ApiKey key) {
        byName.put(key.name(), key);
    }
}
