package dev.atelier.application.testing;

import dev.atelier.application.node.AddedNode;
import dev.atelier.application.node.AddedNodes;
import dev.atelier.application.node.NodeDrains;
import dev.atelier.domain.InvalidRequestException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Nodes that were added, in memory. */
public class InMemoryAddedNodes implements AddedNodes {

    private final Map<String, AddedNode> nodes = new LinkedHashMap<>();
    private final Map<String, Instant> removed = new LinkedHashMap<>();
    private final NodeDrains drains;
    private final Clock clock;

    public InMemoryAddedNodes(NodeDrains drains, Clock clock) {
        this.drains = drains;
        this.clock = clock;
    }

    @Override
    public synchronized List<AddedNode> all() {
        return new ArrayList<>(nodes.values());
    }

    @Override
    public synchronized boolean add(AddedNode node, int most) {
        requireRoom(node.name(), most);
        if (removed.remove(node.name()) != null) {
            nodes.remove(node.name());
        }
        return nodes.putIfAbsent(node.name(), node) == null;
    }

    @Override
    public synchronized boolean change(AddedNode node, UUID before) {
        boolean fits = isKept(node.name()) && nodes.get(node.name()).version().equals(before);
        if (fits) {
            nodes.put(node.name(), node);
        }
        return fits;
    }

    @Override
    public synchronized boolean beginRemoval(String name) {
        if (!isKept(name)) {
            return false;
        }
        removed.put(name, clock.instant());
        mark(name, true);
        return true;
    }

    @Override
    public synchronized boolean cancelRemoval(String name, int most) {
        if (!removed.containsKey(name)) {
            return false;
        }
        requireRoom(name, most);
        removed.remove(name);
        mark(name, false);
        return true;
    }

    @Override
    public synchronized boolean forget(String name, Duration since) {
        if (!removed.containsKey(name) || removed.get(name).plus(since).isAfter(clock.instant())) {
            return false;
        }
        removed.remove(name);
        nodes.remove(name);
        drains.end(name);
        return true;
    }

    private void requireRoom(String name, int most) {
        long others = nodes.values().stream()
                .filter(other -> !other.removed() && !other.name().equals(name))
                .count();
        if (others >= most) {
            throw new InvalidRequestException(others + " GPU nodes were added; allowed is at most " + most);
        }
    }

    private boolean isKept(String name) {
        return nodes.containsKey(name) && !removed.containsKey(name);
    }

    private void mark(String name, boolean isRemoved) {
        nodes.computeIfPresent(
                name, (same, node) -> new AddedNode(name, node.definition(), node.by(), node.version(), isRemoved));
    }
}
