package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.checkpoint.InUseFiles;
import dev.atelier.localgpu.webui.GenerationResult;
import dev.atelier.localgpu.webui.payload.IterationPart;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node that is lent to another node's claim for one part of its job, and given back when that has ended. */
final class Loan {

    private static final Logger LOG = LoggerFactory.getLogger(Loan.class);

    private final Claim claim;
    private final Helper helper;
    private final GpuNode gpuNode;
    private final InferenceQueue queue;
    private final Executor threads;
    private final long beganNanos = System.nanoTime();

    Loan(Claim claim, Helper helper, InferenceQueue queue, Executor threads) {
        this.claim = claim;
        this.helper = helper;
        this.gpuNode = helper.gpuNode();
        this.queue = queue;
        this.threads = threads;
    }

    GpuNode gpuNode() {
        return gpuNode;
    }

    /**
     * Generates the part; called once.
     *
     * @param wanted false once the result is no longer needed
     */
    CompletableFuture<GenerationResult> generate(String task, IterationPart part, BooleanSupplier wanted) {
        InUseFiles.Pin pin = helper.runner().pin(claim.inference());
        gpuNode.history().running(true);
        CompletableFuture<GenerationResult> result = begin(task, part, wanted);
        result.whenCompleteAsync(
                (images, failure) -> {
                    try {
                        pin.close();
                        judge(failure, wanted);
                    } finally {
                        giveBack();
                    }
                },
                threads);
        return result;
    }

    private CompletableFuture<GenerationResult> begin(String task, IterationPart part, BooleanSupplier wanted) {
        try {
            return helper.runner()
                    .generate(
                            claim.inference(),
                            task,
                            iterations -> stillWanted(part, wanted),
                            wanted,
                            lost -> LOG.warn(
                                    "GPU node {}, part of inference {}: {}",
                                    gpuNode.name(),
                                    claim.job(),
                                    lost.getMessage()));
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static Optional<IterationPart> stillWanted(IterationPart part, BooleanSupplier wanted) {
        if (!wanted.getAsBoolean()) {
            throw new CancellationException("the attempt has ended");
        }
        return Optional.of(part);
    }

    /** As after a job of its own, except that the job itself is not judged: its own node will do that. */
    private void judge(Throwable failure, BooleanSupplier wanted) {
        if (failure == null) {
            claim.inference().checkpoint().map(ModelReference::name).ifPresent(used -> {
                helper.affinity().generated(used);
                gpuNode.history().generated(used);
            });
            gpuNode.health().recordSuccess();
            return;
        }
        helper.affinity().forget();
        NodeException cause = NodeException.of(failure);
        switch (cause.kind()) {
            case SILENT, GPU_ERROR -> gpuNode.health().failed(cause);
            case BROKEN, UNREACHABLE -> {
                if (wanted.getAsBoolean()) {
                    probe(cause);
                }
            }
            default -> LOG.debug("A part of inference {} failed on GPU node {}", claim.job(), gpuNode.name(), failure);
        }
    }

    private void probe(NodeException failure) {
        try {
            gpuNode.list();
        } catch (NodeException e) {
            gpuNode.health().failed(failure);
        }
    }

    private void giveBack() {
        gpuNode.history().running(false);
        gpuNode.activity().occupied(beganNanos);
        try {
            queue.giveBack(claim, gpuNode.name());
        } catch (RuntimeException e) {
            LOG.warn("GPU node {} stays lent until inference {} has ended", gpuNode.name(), claim.job(), e);
        }
        gpuNode.givenBack();
    }
}
