package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.localgpu.webui.GenerationResult;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what a node painted while the node is at its next job already: a GPU does not wait for a disk. One job at a time,
 * so that a slow store slows the node down instead of filling the disk. Used by the node's worker.
 */
final class ResultUploader {

    private static final Logger LOG = LoggerFactory.getLogger(ResultUploader.class);

    private final GpuNode gpuNode;
    private final Ports ports;
    private final JobExecutionConfiguration settings;
    private final LeaseRenewer ofWorker;
    private final JobFailureHandler jobFailureHandler;
    private final ShutdownSignal stop;
    private final Executor threads;
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    /** @param ofWorker keeps a claim while the worker waits here */
    ResultUploader(
            GpuNode gpuNode,
            Ports ports,
            JobExecutionConfiguration settings,
            LeaseRenewer ofWorker,
            JobFailureHandler jobFailureHandler,
            ShutdownSignal stop,
            Executor threads) {
        this.gpuNode = gpuNode;
        this.ports = ports;
        this.settings = settings;
        this.ofWorker = ofWorker;
        this.jobFailureHandler = jobFailureHandler;
        this.stop = stop;
        this.threads = threads;
    }

    /** Lets the node go, and begins to store the painting once the one before is stored; closes it in the end. */
    void uploadAsync(Claim claim, InferenceJob job, GenerationResult generationResult) {
        try {
            ofWorker.awaitRenewing(claim, last);
            awaitIdle();
            // Asked once more: whoever has the job now may have stored its pictures, and ours would replace them.
            if (ports.queue().releaseNode(claim, settings.lease())) {
                last = CompletableFuture.runAsync(() -> store(claim, job, generationResult), threads)
                        .exceptionally(failure -> handBack(claim, failure));
            } else {
                generationResult.close();
                logLeaseLost(job);
            }
        } catch (RuntimeException e) {
            generationResult.close();
            throw e;
        }
    }

    /** Waits until nothing is being stored any more. */
    void awaitIdle() {
        last.join();
    }

    private void store(Claim claim, InferenceJob job, GenerationResult generationResult) {
        try (generationResult) {
            CompletableFuture<Boolean> stored = CompletableFuture.supplyAsync(
                    () -> ports.complete().complete(job, generationResult.outcome(), ended -> ports.queue()
                            .complete(claim, ended)),
                    threads);
            new LeaseRenewer(ports, settings, new WakeUpSignal(), stop).awaitRenewing(claim, stored);
            if (stored.join()) {
                LOG.debug("Inference {} was painted by GPU node {}", job.id(), gpuNode.name());
            } else {
                logLeaseLost(job);
            }
        } catch (RuntimeException e) {
            jobFailureHandler.failed(claim, job, e);
        }
    }

    private static void logLeaseLost(InferenceJob job) {
        LOG.info("The pictures of inference {} are dropped: it is not ours any more", job.id());
    }

    private Void handBack(Claim claim, Throwable failure) {
        LOG.error("The end of inference {} could not be stored", claim.job(), failure);
        jobFailureHandler.requeue(claim);
        return null;
    }
}
