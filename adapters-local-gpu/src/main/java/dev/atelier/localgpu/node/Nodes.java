package dev.atelier.localgpu.node;

import java.util.List;

/** The GPU nodes of this installation. */
public record Nodes(List<Node> all) {

    public Nodes {
        all = List.copyOf(all);
    }

    /** Those that stand for this instance type. */
    public List<Node> serving(String instanceType) {
        return all.stream().filter(node -> node.serves(instanceType)).toList();
    }
}
