package dev.atelier.localgpu.node;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims and runs the jobs of one node, one at a time, on its own thread. */
final class NodeWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeWorker.class);

    private final String backend;
    private final GpuNode gpuNode;
    private final Ports ports;
    private final JobExecutionConfiguration settings;
    private final WakeUpSignal wakeUpSignal = new WakeUpSignal();
    private final ShutdownSignal stop = new ShutdownSignal();
    private final CheckpointAffinity turn;
    private final JobExecution.Bench bench;
    private boolean failing;

    NodeWorker(
            String backend,
            GpuNode gpuNode,
            Ports ports,
            JobExecutionConfiguration settings,
            Path tempDir,
            Executor threads) {
        this.backend = backend;
        this.gpuNode = gpuNode;
        this.ports = ports;
        this.settings = settings;
        this.turn = new CheckpointAffinity(settings.checkpointAffinity());
        LeaseRenewer keeper = new LeaseRenewer(ports, settings, wakeUpSignal, stop);
        JobFailureHandler jobFailureHandler = new JobFailureHandler(gpuNode, ports, settings);
        this.bench = new JobExecution.Bench(
                gpuNode,
                ports,
                settings,
                new NodeJobRunner(gpuNode, ports, tempDir, threads),
                keeper,
                new ResultUploader(gpuNode, ports, settings, keeper, jobFailureHandler, stop, threads),
                jobFailureHandler,
                turn,
                wakeUpSignal,
                stop);
        gpuNode.onChange(wakeUpSignal::wakeUp);
    }

    String nodeName() {
        return gpuNode.name();
    }

    @Override
    public void run() {
        while (!stop.isRequested()) {
            // Subscribe before claiming, so that no notification in between is missed.
            CompletableFuture<Void> notification = ports.signals().nextNotification(NotificationBus.JOB_QUEUED);
            notification.thenRun(wakeUpSignal::wakeUp);
            try {
                if (!claimAndRunOne()) {
                    wakeUpSignal.await(settings.pollInterval());
                }
                failing = false;
            } catch (RuntimeException | Error e) {
                backOffAfterError(e);
            } finally {
                notification.cancel(false);
            }
        }
        bench.storing().awaitIdle();
    }

    /** Claims no more jobs, and requeues the running one when the grace period is over. */
    void stop(Duration grace) {
        stop.request(grace);
        wakeUpSignal.wakeUp();
    }

    private boolean claimAndRunOne() {
        Optional<Claim> claim = gpuNode.condition().healthy() ? claim() : Optional.empty();
        if (claim.isEmpty()) {
            return false;
        }
        gpuNode.setBusy(true);
        try {
            run(claim.get());
        } catch (RuntimeException | Error e) {
            bench.failures().requeue(claim.get());
            throw e;
        } finally {
            gpuNode.setBusy(false);
        }
        return true;
    }

    private Optional<Claim> claim() {
        Set<EndpointId> served = ports.endpoints().of(backend).stream()
                .filter(endpoint -> endpoint.status().serves() && gpuNode.serves(endpoint.instanceType()))
                .map(Endpoint::id)
                .collect(Collectors.toSet());
        if (served.isEmpty()) {
            return Optional.empty();
        }
        Optional<CheckpointFileName> preferred =
                turn.preferred(ports.clock().instant()).map(CheckpointFileName::new);
        Claimant claimant = new Claimant(
                gpuNode.name(), served, gpuNode.checkpoints(), gpuNode.folder().isPresent(), preferred);
        return ports.queue().claim(claimant, settings.lease());
    }

    private void run(Claim claim) {
        Optional<InferenceJob> job =
                ports.jobs().find(claim.job()).filter(found -> found.status() == InferenceJobStatus.INPROGRESS);
        if (job.isEmpty()) {
            ports.queue().remove(claim.job());
        } else if (claim.attempt() > settings.attempts()) {
            bench.failures().exhausted(claim, job.get());
        } else {
            new JobExecution(claim, job.get(), bench).run();
        }
    }

    /** An unexpected error must not end the worker. */
    private void backOffAfterError(Throwable failure) {
        if (!failing) {
            LOG.error(
                    "The worker of GPU node {} failed; retrying every {}",
                    gpuNode.name(),
                    settings.pollInterval(),
                    failure);
        }
        failing = true;
        wakeUpSignal.await(settings.pollInterval());
    }
}
