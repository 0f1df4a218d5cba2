package dev.atelier.localgpu.node;

import dev.atelier.application.compute.NodeDefinition;

/** Makes nodes of definitions, by the rules of the settings. Thread-safe. */
public interface NodeOpener {

    /**
     * The effective settings of such a node.
     *
     * @throws dev.atelier.domain.InvalidRequestException if there can be no such node here
     */
    NodeSettings settings(NodeDefinition definition);

    /** Connects to it; nothing is sent yet. */
    GpuNode open(NodeSettings settings);
}
