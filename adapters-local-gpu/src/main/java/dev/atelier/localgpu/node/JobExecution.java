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

/** One attempt at a job, from the claim until the result is handed to the uploader, or the claim is released or lost. */
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

    /** The collaborators that all attempts of one worker share. */
    record Bench(
            GpuNode node,
            Ports ports,
            JobExecutionConfiguration settings,
            NodeJobRunner generator,
            LeaseRenewer keeper,
            ResultUploader storing,
            JobFailureHandler failures,
            CheckpointAffinity turn,
            WakeUpSignal wakeUpSignal,
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

    /** After the job was deleted or claimed by another worker: interrupts it on the node and waits until the node is free. */
    private void abandon(CompletableFuture<GenerationResult> generation) {
        LOG.info(
                "The lease of inference {} is lost; interrupting it on GPU node {}",
                job.id(),
                bench.node().name());
        drop(generation);
        long begin = System.nanoTime();
        while (!generation.isDone()
                && !bench.stop().remaining().isZero()
                && System.nanoTime() - begin < bench.settings().timeout().toNanos()) {
            // Ours may still wait in the node's queue behind another job, which must not be interrupted: retry until it
            // runs.
            interrupt();
            bench.wakeUpSignal().await(Duration.ofSeconds(1));
        }
    }

    private void stop(CompletableFuture<GenerationResult> generation) {
        drop(generation);
        // Before the interrupt: the node may be slow to respond, and the process has little time left.
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

    /** Only if the job that runs on the node is known to be this one. */
    private void interrupt() {
        WebUiClient webUiClient = bench.node().webUi();
        webUiClient.running(task).ifPresent(webUiClient::interrupt);
    }
}
