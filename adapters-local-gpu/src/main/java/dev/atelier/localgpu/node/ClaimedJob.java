package dev.atelier.localgpu.node;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.localgpu.checkpoint.Pins;
import dev.atelier.localgpu.webui.NodeFailure;
import dev.atelier.localgpu.webui.Painting;
import dev.atelier.localgpu.webui.WebUi;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt at a job, from the claim until its picture is to be stored, or its release or loss. Used by the node's worker. */
final class ClaimedJob {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimedJob.class);

    private final Claim claim;
    private final InferenceJob job;
    private final Bench bench;
    private final String task;
    private final AtomicBoolean wanted = new AtomicBoolean(true);

    ClaimedJob(Claim claim, InferenceJob job, Bench bench) {
        this.claim = claim;
        this.job = job;
        this.bench = bench;
        this.task = "atelier-" + claim.job() + "-" + claim.token();
    }

    /** What all attempts of one worker have in common. */
    record Bench(
            Node node,
            Ports ports,
            JobSettings settings,
            Painter painter,
            LeaseKeeper keeper,
            Storing storing,
            Failures failures,
            ModelTurn turn,
            Bell bell,
            StopSign stop) {}

    void run() {
        Pins.Pin pin = bench.painter().pin(job);
        try {
            CompletableFuture<Painting> painting = bench.painter().paint(job, task, wanted::get);
            switch (bench.keeper().awaitRenewing(claim, painting)) {
                case COMPLETED -> finish(painting);
                case LEASE_LOST -> abandon(painting);
                case SHUTDOWN -> stop(painting);
            }
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            pin.close();
        }
    }

    private void finish(CompletableFuture<Painting> painting) {
        Painting picture = painting.join();
        job.checkpoint().filter(model -> job.taskType().needsCheckpoint()).ifPresent(model -> bench.turn()
                .painted(model.name(), bench.ports().clock().instant()));
        bench.node().health().recordSuccess();
        bench.storing().uploadAsync(claim, job, picture);
    }

    private void failed(RuntimeException e) {
        Throwable cause = Failures.cause(e);
        boolean rejected = cause instanceof NodeFailure failure && failure.kind() == NodeFailure.Kind.REJECTED;
        if (!rejected) {
            bench.turn().forget();
        }
        bench.failures().failed(claim, job, e);
    }

    /** The job was deleted, or given to somebody else: ends it on the node and waits until the node is free. */
    private void abandon(CompletableFuture<Painting> painting) {
        LOG.info(
                "Inference {} is not ours any more; GPU node {} is to stop it",
                job.id(),
                bench.node().name());
        drop(painting);
        long begin = System.nanoTime();
        while (!painting.isDone()
                && !bench.stop().remaining().isZero()
                && System.nanoTime() - begin < bench.settings().timeout().toNanos()) {
            // It may wait behind somebody else's picture, which is left alone; so it is tried until it takes effect.
            interrupt();
            bench.bell().await(Duration.ofSeconds(1));
        }
    }

    private void stop(CompletableFuture<Painting> painting) {
        drop(painting);
        // Before the node is asked anything: it may take its time, and the process has little left.
        bench.failures().requeueOnShutdown(claim);
        interrupt();
    }

    private void drop(CompletableFuture<Painting> painting) {
        wanted.set(false);
        painting.whenComplete((picture, failure) -> {
            if (picture != null) {
                picture.close();
            }
        });
    }

    /** Only what is shown to be ours. */
    private void interrupt() {
        WebUi webUi = bench.node().webUi();
        webUi.running(task).ifPresent(webUi::interrupt);
    }
}
