package dev.atelier.localgpu.inference;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.node.GpuNode;
import dev.atelier.localgpu.node.GpuNodeRegistry;
import java.util.List;

/** Rejects jobs that no node can ever run. */
public final class NodeEligibilityCheck {

    private final GpuNodeRegistry gpuNodeRegistry;

    public NodeEligibilityCheck(GpuNodeRegistry gpuNodeRegistry) {
        this.gpuNodeRegistry = gpuNodeRegistry;
    }

    /**
     * @throws InvalidRequestException if no node serves the job's endpoint, or if all that do are known to lack its checkpoint
     */
    void requireOneFor(InferenceJob job) {
        List<GpuNode> serving = gpuNodeRegistry.serving(job.place().instanceType());
        if (serving.isEmpty()) {
            throw new InvalidRequestException("no GPU node matches instance type "
                    + job.place().instanceType() + " of endpoint " + job.place().name());
        }
        job.checkpoint()
                .filter(checkpoint -> serving.stream().noneMatch(gpuNode -> mayHave(gpuNode, checkpoint)))
                .ifPresent(checkpoint -> reject(job, checkpoint));
    }

    private static boolean mayHave(GpuNode gpuNode, ModelReference checkpoint) {
        boolean installable = checkpoint.isStored() && gpuNode.folder().isPresent();
        return installable
                || gpuNode.models().isEmpty()
                || gpuNode.checkpoints().contains(checkpoint.name());
    }

    private static void reject(InferenceJob job, ModelReference checkpoint) {
        String missing =
                "no GPU node that serves endpoint " + job.place().name() + " has checkpoint " + checkpoint.name();
        throw new InvalidRequestException(
                checkpoint.isStored()
                        ? missing + ", and it cannot be installed without the setting atelier.local-gpu.models-dir"
                        : missing + " any more");
    }
}
