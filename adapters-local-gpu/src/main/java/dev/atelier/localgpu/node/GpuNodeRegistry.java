package dev.atelier.localgpu.node;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The GPU nodes of this installation: those of the settings, and those that were added while it runs. Thread-safe. */
public final class GpuNodeRegistry {

    private final List<GpuNode> configured;
    private volatile List<GpuNode> all;
    private volatile boolean complete = true;

    /** @param configured those of the settings, which stay */
    public GpuNodeRegistry(List<GpuNode> configured) {
        this.configured = List.copyOf(configured);
        this.all = this.configured;
    }

    /** All of this moment, those of the settings first. */
    public List<GpuNode> all() {
        return all;
    }

    public Optional<GpuNode> named(String name) {
        return all.stream().filter(gpuNode -> gpuNode.name().equals(name)).findFirst();
    }

    /** The nodes that match this instance type. */
    public List<GpuNode> serving(String instanceType) {
        return all.stream().filter(gpuNode -> gpuNode.serves(instanceType)).toList();
    }

    /** Whether it is one of the settings. */
    boolean isConfigured(String name) {
        return configured.stream().anyMatch(gpuNode -> gpuNode.name().equals(name));
    }

    /**
     * Whether this process uses all nodes of this installation. If not, other replicas may: then what its nodes lack is no
     * reason to remove something that all replicas share, or to fail it.
     */
    public boolean isComplete() {
        return complete;
    }

    /**
     * Replaces those that were added.
     *
     * @param allUsed whether there are no others that were added
     * @return whether that is another state than before
     */
    synchronized boolean setAdded(List<GpuNode> added, boolean allUsed) {
        List<GpuNode> next = Stream.concat(configured.stream(), added.stream()).toList();
        boolean changed = allUsed != complete || !next.equals(all);
        all = next;
        complete = allUsed;
        return changed;
    }
}
