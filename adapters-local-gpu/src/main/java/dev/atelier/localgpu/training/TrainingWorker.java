package dev.atelier.localgpu.training;

import dev.atelier.application.training.TrainingQueue;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.localgpu.node.WakeUpSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims and runs trainings one at a time while this service runs; disabled without a command. Resumes its own claimed
 * training first: after a restart of the service the trainer may still be running.
 */
public final class TrainingWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingWorker.class);

    /** How often an idle worker polls the queue, since notifications may be lost. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final String backend;
    private final TrainingPorts ports;
    private final TrainingConfiguration settings;
    private final WakeUpSignal wakeUpSignal = new WakeUpSignal();
    private final Thread thread = new Thread(this::work, "trainer");
    private volatile boolean stopping;
    private volatile TrainingLease current;
    private CompletableFuture<Void> subscription = CompletableFuture.completedFuture(null);
    private boolean warned;

    /** @param backend the name of this compute */
    public TrainingWorker(String backend, TrainingPorts ports, TrainingConfiguration settings) {
        this.backend = backend;
        this.ports = ports;
        this.settings = settings;
        thread.setDaemon(true);
    }

    /** Starts the worker; call it once. */
    public void start() {
        if (settings.isEnabled()) {
            thread.start();
        }
    }

    /** Claims no more trainings and leaves the running trainer alone. */
    @Override
    public void close() {
        stopping = true;
        wakeUpSignal.wakeUp();
        try {
            thread.join(SHUTDOWN_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "trainer-lease");
            thread.setDaemon(true);
            return thread;
        });
        try {
            subscribe(timer);
            while (!stopping) {
                workInDirectory(timer);
            }
        } finally {
            unsubscribe();
            timer.shutdownNow();
        }
    }

    private synchronized void unsubscribe() {
        subscription.cancel(false);
    }

    private void workInDirectory(ScheduledExecutorService timer) {
        try (TrainingWorkDirs workDirs = TrainingWorkDirs.open(
                        Path.of(settings.workDir()).toAbsolutePath())
                .orElse(null)) {
            if (workDirs == null && !warned) {
                warned = true;
                LOG.warn(
                        "{} ({}.work-dir) is locked by another service; this one runs no trainings until it is released",
                        settings.workDir(),
                        TrainingConfiguration.KEY);
            }
            if (workDirs != null) {
                warned = false;
                removeLeftovers(workDirs);
            }
            while (workDirs != null && !stopping) {
                if (!workOnce(workDirs, timer)) {
                    wakeUpSignal.await(IDLE);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("The training worker failed; next attempt in {}", IDLE, e);
        }
        if (!stopping) {
            wakeUpSignal.await(IDLE);
        }
    }

    /** Deletes those of trainings claimed by another replica or deleted while this service was down. */
    private void removeLeftovers(TrainingWorkDirs workDirs) throws IOException {
        Optional<TrainingId> own =
                ports.queue().findClaim(workDirs.worker(), settings.lease()).map(Claim::job);
        for (TrainingWorkDir workDir : workDirs.allExcept(own)) {
            if (TrainerProcess.wasStarted(workDir)) {
                TrainerProcess.find(workDir).ifPresent(process -> process.kill(settings.stopGrace()));
            }
            workDir.delete();
            LOG.info("Deleted {}, left by a training that this service no longer owns", workDir.root());
        }
    }

    /** Claims and runs one training; false if there is none. */
    private boolean workOnce(TrainingWorkDirs workDirs, ScheduledExecutorService timer) throws IOException {
        TrainingQueue queue = ports.queue();
        Optional<Claim> claim = queue.findClaim(workDirs.worker(), settings.lease())
                .or(() -> queue.claim(backend, workDirs.worker(), settings.lease()));
        if (claim.isEmpty()) {
            return false;
        }
        Optional<TrainingJob> job = ports.jobs().find(claim.get().job());
        if (job.isPresent()) {
            try (TrainingLease lease = new TrainingLease(queue, claim.get(), settings.lease(), timer)) {
                current = lease;
                new TrainingRun(
                                ports,
                                settings,
                                job.get(),
                                workDirs.of(job.get().id()),
                                lease,
                                wakeUpSignal,
                                () -> stopping)
                        .run();
            } finally {
                current = null;
            }
        }
        return true;
    }

    /** Subscribes to the next notification: there is a new training, or the current one may have been stopped. */
    private synchronized void subscribe(Executor timer) {
        if (!stopping) {
            subscription.cancel(false);
            subscription = ports.signals().nextNotification(TrainingQueue.CHANGED);
            subscription.thenRunAsync(() -> onNotification(timer), timer);
        }
    }

    private void onNotification(Executor timer) {
        subscribe(timer);
        TrainingLease lease = current;
        if (lease != null) {
            lease.renew();
        }
        wakeUpSignal.wakeUp();
    }
}
