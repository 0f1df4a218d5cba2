package dev.atelier.application.testing;

import dev.atelier.application.node.AddedNodes;
import dev.atelier.application.node.NodeDrains;

class InMemoryAddedNodesTest extends AddedNodesContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryNodeDrains drains = new InMemoryNodeDrains(clock);
    private final InMemoryAddedNodes nodes = new InMemoryAddedNodes(drains, clock);

    @Override
    protected AddedNodes nodes() {
        return nodes;
    }

    @Override
    protected NodeDrains drains() {
        return drains;
    }
}
