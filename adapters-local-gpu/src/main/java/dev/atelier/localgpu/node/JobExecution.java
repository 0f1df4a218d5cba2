package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.localgpu.checkpoint.InUseFiles;
import dev.atelier.localgpu.webui.GenerationResult;
import dev.atelier.localgpu.webui.NodeException;
import dev.atelier.localgpu.webui.WebUiClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at a job, from the claim until its picture is to be stored, or its release or loss. Used by the node's worker. */
final class JobExecution {

    private static final Logger LOG = LoggerFactory.getLogger(JobExecution.class);

    private final Claim claim;
    private final InferenceJob job;
    private final Bench bench;
    private final String task;
    private final AtomicBoolean wanted = new AtomicBoolean(true);

    JobExecution(Claim claim, InferenceJob job, Bench bench) {
        this.claim = claim;
        this.job = job;
        this.bench = bench;
        this.task = "atelier-" + claim.job() + "-" + claim.token();
    }

    /** What all attempts of one worker have in common. */
    record Bench(
            GpuNode node,
            Ports ports,
            JobExecutionConfiguration settings,
            NodeJobRunner generator,
            LeaseRenewer keeper,
            ResultUploader storing,
            JobFailureHandler failures,
            CheckpointAffinity turn,
            WakeUpSignal bell,
            ShutdownSignal stop) {}

    void run() {
        InUseFiles.Pin pin = bench.generator().pin(job);
        try {
            CompletableFuture<GenerationResult> generation = bench.generator().generate(job, task, wanted::get);
            switch (bench.keeper().awaitRenewing(claim, generation)) {
                case COMPLETED -> finish(generation);
                case LEASE_LOST -> abandon(generation);
                case SHUTDOWN -> stop(generation);
            }
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            pin.close();
        }
    }

    private void finish(CompletableFuture<GenerationResult> generation) {
        GenerationResult image = generation.join();
        job.checkpoint().filter(model -> job.taskType().needsCheckpoint()).ifPresent(model -> bench.turn()
                .generated(model.name(), bench.ports().clock().instant()));
        bench.node().health().recordSuccess();
        bench.storing().uploadAsync(claim, job, image);
    }

    private void failed(RuntimeException e) {
        Throwable cause = JobFailureHandler.cause(e);
        boolean rejected = cause instanceof NodeException failure && failure.kind() == NodeException.Kind.REJECTED;
        if (!rejected) {
            bench.turn().forget();
        }
        bench.failures().failed(claim, job, e);
    }

    /** The job was deleted, or given to somebody else: ends it on the node and waits until the node is free. */
    private void abandon(CompletableFuture<GenerationResult> generation) {
        LOG.info(
                "Inference {} is not ours any more; GPU node {} is to stop it",
                job.id(),
                bench.node().name());
        drop(generation);
        long begin = System.nanoTime();
        while (!generation.isDone()
                && !bench.stop().remaining().isZero()
                && System.nanoTime() - begin < bench.settings().timeout().toNanos()) {
            // It may wait behind somebody else's picture, which is left alone; so it is tried until it takes effect.
            interrupt();
            bench.bell().await(Duration.ofSeconds(1));
        }
    }

    private void stop(CompletableFuture<GenerationResult> generation) {
        drop(generation);
        // Before the node is asked anything: it may take its time, and the process has little left.
        bench.failures().requeueOnShutdown(claim);
        interrupt();
    }

    private void drop(CompletableFuture<GenerationResult> generation) {
        wanted.set(false);
        generation.whenComplete((image, failure) -> {
            if (image != null) {
                image.close();
            }
        });
    }

    /** Only what is shown to be ours. */
    private void interrupt() {
        WebUiClient webUiClient = bench.node().webUi();
        webUiClient.running(task).ifPresent(webUiClient::interrupt);
    }
}
