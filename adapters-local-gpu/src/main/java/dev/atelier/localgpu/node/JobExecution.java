package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.checkpoint.InUseFiles;
import dev.atelier.localgpu.webui.GenerationResult;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one worker's attempts at jobs, from the claim until the result is handed to the uploader, or the claim is released or
 * lost. Only {@link #requestStop} may be called on other threads than the worker's.
 */
final class JobExecution implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(JobExecution.class);

    private final GpuNode gpuNode;
    private final NodeJobRunner runner;
    private final IdleNodes idleNodes;
    private final JobLeases leases;
    private final Function<Claim, JobCommands.Subscription> commands;
    private final ResultUploader uploader;
    private final JobFailureHandler failures;
    private final JobRetries retries;
    private final CheckpointAffinity affinity;

    /** @param commands carries out those of other processes while an attempt is made */
    JobExecution(
            GpuNode gpuNode,
            NodeJobRunner runner,
            IdleNodes idleNodes,
            JobLeases leases,
            Function<Claim, JobCommands.Subscription> commands,
            ResultUploader uploader,
            JobFailureHandler failures,
            JobRetries retries,
            CheckpointAffinity affinity) {
        this.gpuNode = gpuNode;
        this.runner = runner;
        this.idleNodes = idleNodes;
        this.leases = leases;
        this.commands = commands;
        this.uploader = uploader;
        this.failures = failures;
        this.retries = retries;
        this.affinity = affinity;
    }

    /** Blocks until the node is free again. */
    void run(Claim claim) {
        new Attempt(claim).run();
    }

    /** Requeues the running job when the grace period is over. */
    void requestStop(Duration grace) {
        leases.requestStop(grace);
    }

    /** Blocks until the last result is stored. */
    @Override
    public void close() {
        uploader.awaitIdle();
        leases.close();
    }

    /** The task id of an attempt on its node, which no other attempt has. */
    static String taskId(InferenceJobId job, long token) {
        return "atelier-" + job + "-" + token;
    }

    private final class Attempt {

        private final Claim claim;
        private final InferenceJob job;
        private final SplitJob parts;
        private final long beginNanos = System.nanoTime();
        private final AtomicBoolean wanted = new AtomicBoolean(true);

        private Attempt(Claim claim) {
            this.claim = claim;
            this.job = claim.inference();
            this.parts = new SplitJob(
                    claim,
                    taskId(claim.job(), claim.token()),
                    gpuNode,
                    chooser ->
                            runner.generate(job, taskId(claim.job(), claim.token()), chooser, wanted::get, this::lost),
                    idleNodes);
        }

        private void run() {
            InUseFiles.Pin pin = runner.pin(job);
            JobCommands.Subscription obeyed = commands.apply(claim);
            gpuNode.times().begin();
            try {
                CompletableFuture<GenerationResult> generation = parts.generate();
                switch (leases.awaitRenewing(claim, generation)) {
                    case COMPLETED -> finish(generation);
                    case LEASE_LOST -> abandon(generation);
                    case SHUTDOWN -> stop(generation);
                }
            } catch (RuntimeException e) {
                failed(e);
            } finally {
                gpuNode.times().end();
                obeyed.close();
                pin.close();
            }
        }

        private void finish(CompletableFuture<GenerationResult> generation) {
            GenerationResult image = generation.join();
            Optional<String> checkpoint = job.checkpoint()
                    .filter(model -> job.taskType().needsCheckpoint())
                    .map(ModelReference::name);
            gpuNode.times().succeeded(job.checkpoint().map(ModelReference::name));
            boolean switched = checkpoint.filter(affinity::generated).isPresent();
            checkpoint.ifPresent(gpuNode.history()::generated);
            gpuNode.activity().generated(claim, beginNanos, switched);
            image.nodeVersion().ifPresent(gpuNode.history()::says);
            gpuNode.health().recordSuccess();
            uploader.uploadAsync(claim, image);
        }

        private void lost(NodeException failure) {
            LOG.warn("GPU node {}, inference {}: {}", gpuNode.name(), job.id(), failure.getMessage());
            wanted.set(false);
            if (failure.kind() == NodeException.Kind.SILENT) {
                gpuNode.activity().fellSilent();
            }
        }

        private void failed(RuntimeException e) {
            Throwable cause = JobFailureHandler.cause(e);
            boolean rejected = cause instanceof NodeException failure && failure.kind() == NodeException.Kind.REJECTED;
            if (!rejected) {
                affinity.forget();
                gpuNode.history().forget();
            }
            failures.failed(claim, e);
        }

        /** After the job was deleted or claimed by another worker: interrupts it and waits until the node is free. */
        private void abandon(CompletableFuture<GenerationResult> generation) {
            LOG.info("The lease of inference {} is lost; interrupting it on GPU node {}", job.id(), gpuNode.name());
            drop(generation);
            // Ours may still wait in the node's queue behind another job, which must not be interrupted: retry until it
            // runs.
            leases.awaitAbandoned(generation, parts::interrupt);
            if (isSilent(generation)) {
                gpuNode.health()
                        .failed(new NodeException(
                                NodeException.Kind.SILENT, "The node answered nothing while it ran a job"));
            }
        }

        private static boolean isSilent(CompletableFuture<?> generation) {
            return generation.isCompletedExceptionally()
                    && generation
                            .handle((result, failure) ->
                                    NodeException.of(failure).kind() == NodeException.Kind.SILENT)
                            .join();
        }

        private void stop(CompletableFuture<GenerationResult> generation) {
            drop(generation);
            // Before the interrupt: the node may be slow to respond, and the process has little time left.
            retries.requeueOnShutdown(claim);
            parts.interrupt();
        }

        private void drop(CompletableFuture<GenerationResult> generation) {
            wanted.set(false);
            parts.abandon();
            generation.whenComplete((image, failure) -> {
                if (image != null) {
                    image.close();
                }
            });
        }
    }
}
