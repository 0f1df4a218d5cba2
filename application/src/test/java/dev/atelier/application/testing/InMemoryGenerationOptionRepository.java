package dev.atelier.application.testing;

import dev.atelier.application.inference.GenerationOptionRepository;
import dev.atelier.domain.access.UserName;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Users' options in memory. */
public class InMemoryGenerationOptionRepository implements GenerationOptionRepository {

    private final Map<UserName, Map<String, Object>> options = new HashMap<>();

    @Override
    public synchronized Map<String, Object> find(UserName user) {
        return new LinkedHashMap<>(options.getOrDefault(user, Map.of()));
    }

    @Override
    public synchronized void save(UserName user, Map<String, Object> changed) {
        options.computeIfAbsent(user, name -> new TreeMap<>()).putAll(changed);
    }
}
