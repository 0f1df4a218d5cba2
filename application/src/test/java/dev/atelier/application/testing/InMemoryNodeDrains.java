package dev.atelier.application.testing;

import dev.atelier.application.node.NodeDrains;
import dev.atelier.domain.access.UserName;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Drained nodes in memory. */
public class InMemoryNodeDrains implements NodeDrains {

    private final Map<String, Drain> drains = new ConcurrentHashMap<>();
    private final Clock clock;

    public InMemoryNodeDrains(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Map<String, Drain> all() {
        return Map.copyOf(drains);
    }

    @Override
    public boolean begin(String node, UserName by) {
        return drains.putIfAbsent(node, new Drain(clock.instant(), by)) == null;
    }

    @Override
    public boolean end(String node) {
        return drains.remove(node) != null;
    }
}
