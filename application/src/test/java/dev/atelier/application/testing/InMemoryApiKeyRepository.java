package dev.atelier.application.testing;

import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** API keys in memory. */
public class InMemoryApiKeyRepository implements ApiKeyRepository {

    private final Clock clock;
    private final Map<String, ApiKey> byName = new TreeMap<>();
    private final Map<String, ApiKey> previous = new TreeMap<>();
    private final Map<String, Instant> created = new TreeMap<>();
    private final Map<String, Instant> used = new TreeMap<>();

    public InMemoryApiKeyRepository() {
        this(Clock.systemUTC());
    }

    public InMemoryApiKeyRepository(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized Optional<ApiKey> find(String hash) {
        Optional<ApiKey> found = Stream.concat(byName.values().stream(), previous.values().stream())
                .filter(key -> key.hash().equals(hash) && key.isValidAt(clock.instant()))
                .findFirst();
        found.ifPresent(key -> used.put(key.name(), clock.instant()));
        return found;
    }

    @Override
    public synchronized List<Entry> entries() {
        return all().stream()
                .map(key -> new Entry(
                        key,
                        Optional.ofNullable(created.get(key.name())),
                        Optional.ofNullable(used.get(key.name())),
                        Optional.ofNullable(previous.get(key.name())).flatMap(ApiKey::expires)))
                .toList();
    }

    @Override
    public synchronized Optional<ApiKey> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    @Override
    public synchronized List<Entry> entries(Optional<String> after, int limit) {
        return entries().stream()
                .filter(entry -> entry.key().name().compareTo(after.orElse("")) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public synchronized boolean rotate(ApiKey rotated, Optional<Instant> overlapUntil) {
        ApiKey present = byName.get(rotated.name());
        if (present == null
                || present.origin() != rotated.origin()
                || present.bound() != rotated.bound()
                || !present.user().equals(rotated.user())) {
            return false;
        }
        previous.remove(rotated.name());
        overlapUntil.ifPresent(until -> previous.put(
                rotated.name(),
                present.expiring(Stream.of(Optional.of(until), present.expires(), rotated.expires())
                        .flatMap(Optional::stream)
                        .min(Instant::compareTo))));
        byName.put(rotated.name(), rotated);
        created.put(rotated.name(), clock.instant());
        return true;
    }

    @Override
    public synchronized List<ApiKey> all() {
        return List.copyOf(byName.values());
    }

    @Override
    public synchronized void add(ApiKey key) {
        if (byName.containsKey(key.name())
                || byName.values().stream().anyMatch(other -> other.hash().equals(key.hash()))) {
            throw new InvalidRequestException("API key " + key.name() + " exists");
        }
        byName.put(key.name(), key);
        created.put(key.name(), clock.instant());
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
        previous.remove(name);
        used.remove(name);
        return byName.remove(name) != null;
    }

    @Override
    public synchronized void removeBoundTo(Collection<UserName> users) {
        byName.values().removeIf(key -> key.bound() && users.contains(key.user()));
        previous.keySet().retainAll(byName.keySet());
    }
}
