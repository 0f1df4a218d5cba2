package dev.atelier.localgpu.node;

import java.util.List;
import java.util.Optional;

/** The GPU nodes of this installation. */
public record GpuNodeRegistry(List<GpuNode> all) {

    public GpuNodeRegistry {
        all = List.copyOf(all);
    }

    public Optional<GpuNode> named(String name) {
        return all.stream().filter(gpuNode -> gpuNode.name().equals(name)).findFirst();
    }

    /** The nodes that match this instance type. */
    public List<GpuNode> serving(String instanceType) {
        return all.stream().filter(gpuNode -> gpuNode.serves(instanceType)).toList();
    }
}
