package dev.atelier.application.node;

import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.domain.access.UserName;
import java.util.UUID;

/**
 * A node that was added while the service runs. Immutable.
 *
 * @param name the same in all replicas; without user and password
 * @param by who added it
 * @param version another one after each change
 * @param removed whether it is being removed: it finishes what it runs
 */
public record AddedNode(String name, NodeDefinition definition, UserName by, UUID version, boolean removed) {

    /** The node with another definition. */
    AddedNode changedTo(NodeDefinition other, UUID newVersion) {
        return new AddedNode(name, other, by, newVersion, removed);
    }
}
