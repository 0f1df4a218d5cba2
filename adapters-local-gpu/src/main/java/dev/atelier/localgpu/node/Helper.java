package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.ModelReference;
import java.util.Optional;

/** A node with what its own worker needs of it, and the jobs of other nodes that it helps with. Thread-safe. */
record Helper(GpuNode gpuNode, NodeJobClaimer claimer, NodeJobRunner runner, CheckpointAffinity affinity) {

    /**
     * Whether it is free as far as this process knows, has the models of the job, and has not just changed to another checkpoint,
     * for which it is kept.
     */
    boolean mayHelp(Claim claim) {
        InferenceJob job = claim.inference();
        return !gpuNode.name().equals(claim.node())
                && !claim.excluded().contains(gpuNode.name())
                && !gpuNode.busy()
                && runner.hasModels(job)
                && affinity.preferred().filter(loaded -> !isOf(job, loaded)).isEmpty();
    }

    /** Whether the job's checkpoint is loaded, as far as that is known. */
    boolean isReadyFor(InferenceJob job) {
        return affinity.preferred().filter(loaded -> isOf(job, loaded)).isPresent();
    }

    private static boolean isOf(InferenceJob job, String checkpoint) {
        return job.checkpoint().map(ModelReference::name).equals(Optional.of(checkpoint));
    }
}
