package dev.atelier.application.testing;

import dev.atelier.application.compute.ComputeNodes;
import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.node.AddedNode;
import dev.atelier.application.node.AddedNodes;
import dev.atelier.domain.InvalidRequestException;
import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** Nodes that the test has the settings name, and those that are added, which are healthy at once. Thread-safe. */
public class InMemoryNodes implements ComputeNodes {

    private volatile List<Node> configured = List.of();
    private volatile int mostAdded = 100;
    private final AddedNodes added;

    public InMemoryNodes(AddedNodes added) {
        this.added = added;
    }

    /** From now on these are those of the settings. */
    public void has(Node... known) {
        configured = List.of(known);
    }

    /** From now on so many may be added. */
    public void mostAddedIs(int most) {
        mostAdded = most;
    }

    @Override
    public List<Node> all() {
        return Stream.concat(
                        configured.stream(),
                        added.all().stream().filter(node -> !node.removed()).map(InMemoryNodes::node))
                .toList();
    }

    @Override
    public int mostAdded() {
        return mostAdded;
    }

    /** As if its URL has a host and a port. */
    @Override
    public String nameOf(NodeDefinition definition) {
        URI url = URI.create(definition.url());
        if (url.getHost() == null) {
            throw new InvalidRequestException("url is not that of a node");
        }
        return url.getHost() + ":" + url.getPort();
    }

    private static Node node(AddedNode node) {
        Node healthy = TestNodes.healthy(node.name());
        return new Node(
                node.name(),
                healthy.backend(),
                true,
                node.definition().instanceTypes(),
                healthy.serves(),
                healthy.health(),
                healthy.since(),
                healthy.reason(),
                healthy.models(),
                healthy.version(),
                healthy.work());
    }
}
