package dev.atelier.localgpu.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.node.GpuNode;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import java.util.List;

/** Knows which jobs no node can ever run, so that they are refused instead of waiting in vain. */
public final class NodeEligibilityCheck {

    private final GpuNodeRegistry gpuNodeRegistry;

    public NodeEligibilityCheck(GpuNodeRegistry gpuNodeRegistry) {
        this.gpuNodeRegistry = gpuNodeRegistry;
    }

    /** {@link InvalidRequestException} if no node serves the job's endpoint, or if all that do are known to lack its checkpoint. */
    void requireOneFor(InferenceJob job) {
        List<GpuNode> serving = gpuNodeRegistry.serving(job.place().instanceType());
        if (serving.isEmpty()) {
            throw new InvalidRequestException("no GPU node stands for the instance type "
                    + job.place().instanceType() + " of endpoint " + job.place().name());
        }
        job.checkpoint()
                .filter(checkpoint -> serving.stream().noneMatch(gpuNode -> mayHave(gpuNode, checkpoint)))
                .ifPresent(checkpoint -> reject(job, checkpoint));
    }

    private static boolean mayHave(GpuNode gpuNode, ModelReference checkpoint) {
        boolean canBeGiven = checkpoint.isStored() && gpuNode.folder().isPresent();
        return canBeGiven || gpuNode.models().isEmpty() || gpuNode.checkpoints().contains(checkpoint.name());
    }

    private static void reject(InferenceJob job, ModelReference checkpoint) {
        String lack = "no GPU node that serves endpoint " + job.place().name() + " has checkpoint " + checkpoint.name();
        throw new InvalidRequestException(
                checkpoint.isStored()
                        ? lack + " or can be given it; that needs the setting atelier.local-gpu.models-dir"
                        : lack + " any more");
    }
}
