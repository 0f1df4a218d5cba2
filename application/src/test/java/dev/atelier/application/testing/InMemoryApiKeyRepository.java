package dev.atelier.application.testing;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** API keys in memory. */
public class InMemoryApiKeyRepository implements ApiKeyRepository {

    private final Map<String, ApiKey> byName = new TreeMap<>();

    @Override
    public synchronized Optional<ApiKey> find(String hash) {
        return byName.values().stream().filter(key -> key.hash().equals(hash)).findFirst();
    }

    @Override
    public synchronized List<ApiKey> all() {
        return List.copyOf(byName.values());
    }

    @Override
    public synchronized void add(ApiKey key) {
        if (byName.containsKey(key.name()) || find(key.hash()).isPresent()) {
            throw new InvalidRequestException("API key " + key.name() + " exists");
        }
        byName.put(key.name(), key);
    }

    @Override
    public synchronized void replaceSettingsKeys(Collection<ApiKey> fromSettings) {
        Map<String, ApiKey> before = new TreeMap<>(byName);
        byName.values().removeIf(key -> key.origin() == ApiKey.Origin.SETTINGS);
        try {
            fromSettings.forEach(this::add);
        } catch (InvalidRequestException e) {
            byName.clear();
            byName.putAll(before);
            throw e;
        }
    }

    @Override
    public synchronized boolean remove(String name) {
        return byName.remove(name) != null;
    }

    @Override
    public synchronized void removeBoundTo(Collection<UserName> users) {
        byName.values().removeIf(key -> key.bound() && users.contains(key.user()));
    }
}
