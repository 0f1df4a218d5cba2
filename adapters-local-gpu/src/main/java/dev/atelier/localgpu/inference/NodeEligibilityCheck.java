package dev.atelier.localgpu.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import dev.atelier.localgpu.node.NodeAvailability;
import java.util.Optional;

/** Rejects jobs that no node can ever run. */
public final class NodeEligibilityCheck {

    private final NodeAvailability availability;

    public NodeEligibilityCheck(GpuNodeRegistry gpuNodeRegistry) {
        this.availability = new NodeAvailability(gpuNodeRegistry);
    }

    /**
     * @throws InvalidRequestException if no node serves the job's endpoint, or if all that do are known to lack its checkpoint
     */
    void requireOneFor(InferenceJob job) {
        obstacle(job).ifPresent(reason -> {
            throw new InvalidRequestException(reason);
        });
    }

    /** Why no node can ever run the job; empty if one may. */
    Optional<String> obstacle(InferenceJob job) {
        return availability.whyImpossible(NodeAvailability.Requirement.of(job));
    }
}
