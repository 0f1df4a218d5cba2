package dev.atelier.localgpu.node;

import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Determines whether any node can run a job, and why not. Thread-safe. */
public final class NodeAvailability {

    private final GpuNodeRegistry gpuNodeRegistry;

    public NodeAvailability(GpuNodeRegistry gpuNodeRegistry) {
        this.gpuNodeRegistry = gpuNodeRegistry;
    }

    /**
     * What jobs need of a node.
     *
     * @param endpoint the name of their endpoint
     * @param checkpoint the checkpoint's file name; empty: none
     * @param stored whether the checkpoint can be placed on a node
     */
    public record Requirement(EndpointName endpoint, String instanceType, Optional<String> checkpoint, boolean stored) {

        public static Requirement of(InferenceJob job) {
            return new Requirement(
                    job.place().name(),
                    job.place().instanceType(),
                    job.checkpoint().map(ModelReference::name),
                    job.checkpoint().filter(ModelReference::isStored).isPresent());
        }

        private boolean fits(GpuNode gpuNode) {
            return checkpoint.isEmpty() || gpuNode.mayHave(checkpoint.get(), stored);
        }
    }

    /** Why no node can run such jobs, even if all of them worked; empty: one can, or may. */
    public Optional<String> whyImpossible(Requirement requirement) {
        if (serving(requirement).isEmpty()) {
            return Optional.of("no GPU node matches instance type " + requirement.instanceType() + " of endpoint "
                    + requirement.endpoint());
        }
        return candidates(requirement, Set.of()).isEmpty() ? Optional.of(missing(requirement)) : Optional.empty();
    }

    /**
     * Why no node can run such jobs now; empty: one can, or may.
     *
     * @param excluded the names of nodes that are not to get them
     */
    Optional<String> whyUnavailable(Requirement requirement, Set<String> excluded) {
        Optional<String> impossible = whyImpossible(requirement);
        if (impossible.isPresent()) {
            return impossible;
        }
        List<GpuNode> candidates = candidates(requirement, excluded);
        if (candidates.isEmpty()) {
            return Optional.of("every GPU node that serves endpoint " + requirement.endpoint()
                    + " lacks what it needs, or failed at it");
        }
        return candidates.stream().anyMatch(NodeAvailability::isAvailable)
                ? Optional.empty()
                : Optional.of("no GPU node that could run it answers: "
                        + candidates.stream().map(GpuNode::whyNotHealthy).collect(Collectors.joining("; ")));
    }

    /**
     * Why such jobs wait, as all nodes that could run them are drained, or some of them are and the others are out of order;
     * empty: another reason, or none.
     *
     * @param excluded as above
     */
    Optional<String> whyPostponed(Requirement requirement, Set<String> excluded) {
        List<GpuNode> candidates = candidates(requirement, excluded);
        return candidates.stream().noneMatch(GpuNode::drained)
                        || candidates.stream().anyMatch(NodeAvailability::isAvailable)
                ? Optional.empty()
                : Optional.of("no GPU node that could run it takes new jobs: "
                        + candidates.stream()
                                .map(gpuNode -> gpuNode.drained()
                                        ? "node " + gpuNode.name() + ": drained by an operator"
                                        : gpuNode.whyNotHealthy())
                                .collect(Collectors.joining("; ")));
    }

    private static boolean isAvailable(GpuNode gpuNode) {
        return !gpuNode.drained() && gpuNode.condition().state() != NodeState.State.QUARANTINED;
    }

    /** The nodes that have what such jobs need, or may get it. */
    List<GpuNode> candidates(Requirement requirement, Set<String> excluded) {
        return serving(requirement).stream()
                .filter(gpuNode -> !excluded.contains(gpuNode.name()) && requirement.fits(gpuNode))
                .toList();
    }

    private List<GpuNode> serving(Requirement requirement) {
        return gpuNodeRegistry.serving(requirement.instanceType());
    }

    private static String missing(Requirement requirement) {
        String missing = "no GPU node that serves endpoint " + requirement.endpoint() + " has checkpoint "
                + requirement.checkpoint().orElseThrow();
        return requirement.stored()
                ? missing + ", and it cannot be installed without the setting atelier.local-gpu.models-dir"
                : missing + " any more";
    }
}
