package dev.atelier.localgpu.node;

import java.util.List;

/** The GPU nodes of this installation. */
public record GpuNodeRegistry(List<GpuNode> all) {

    public GpuNodeRegistry {
        all = List.copyOf(all);
    }

    /** The nodes that match this instance type. */
    public List<GpuNode> serving(String instanceType) {
        return all.stream().filter(gpuNode -> gpuNode.serves(instanceType)).toList();
    }
}
