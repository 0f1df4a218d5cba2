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
 * Runs one training after the other, from the start of this service to its end; without a command it does nothing. It first
 * asks for the training that it had: after a restart the trainer may still be at it.
 */
public final class TrainingWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingWorker.class);

    /** How often an idle worker looks for work that nobody told it of. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final String backend;
    private final TrainingPorts ports;
    private final TrainingConfiguration settings;
    private final WakeUpSignal wakeUpSignal = new WakeUpSignal();
    private final Thread thread = new Thread(this::work, "trainer");
    private volatile boolean stopping;
    private volatile TrainingLease current;
    private CompletableFuture<Void> hint = CompletableFuture.completedFuture(null);
    private boolean warned;

    /** @param backend the name of this compute */
    public TrainingWorker(String backend, TrainingPorts ports, TrainingConfiguration settings) {
        this.backend = backend;
        this.ports = ports;
        this.settings = settings;
        thread.setDaemon(true);
    }

    /** Begins to work; to be called once. */
    public void start() {
        if (settings.isEnabled()) {
            thread.start();
        }
    }

    /** Takes no more trainings; the one that runs is left to run. */
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
            Thread beats = new Thread(task, "trainer-lease");
            beats.setDaemon(true);
            return beats;
        });
        try {
            listen(timer);
            while (!stopping) {
                workInFolder(timer);
            }
        } finally {
            endListening();
            timer.shutdownNow();
        }
    }

    private synchronized void endListening() {
        hint.cancel(false);
    }

    private void workInFolder(ScheduledExecutorService timer) {
        try (TrainingWorkDirs folders = TrainingWorkDirs.open(
                        Path.of(settings.workDir()).toAbsolutePath())
                .orElse(null)) {
            if (folders == null && !warned) {
                warned = true;
                LOG.warn(
                        "{} ({}.work-dir) is another service's; this one does not train until it is free",
                        settings.workDir(),
                        TrainingConfiguration.KEY);
            }
            if (folders != null) {
                warned = false;
                removeLeftovers(folders);
            }
            while (folders != null && !stopping) {
                if (!workOnce(folders, timer)) {
                    wakeUpSignal.await(IDLE);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            LOG.error("Trainings are interrupted; this is tried again in {}", IDLE, e);
        }
        if (!stopping) {
            wakeUpSignal.await(IDLE);
        }
    }

    /** Trainings that another replica has taken over, or that were removed while this service was down. */
    private void removeLeftovers(TrainingWorkDirs folders) throws IOException {
        Optional<TrainingId> ours =
                ports.queue().findClaim(folders.worker(), settings.lease()).map(Claim::job);
        for (TrainingWorkDir folder : folders.allBut(ours)) {
            if (TrainerProcess.wasStarted(folder)) {
                TrainerProcess.find(folder).ifPresent(trainerProcess -> trainerProcess.kill(settings.stopGrace()));
            }
            folder.delete();
            LOG.info("{} was left by a training that is not this service's any more, and is removed", folder.root());
        }
    }

    /** Whether there was a training. */
    private boolean workOnce(TrainingWorkDirs folders, ScheduledExecutorService timer) throws IOException {
        TrainingQueue queue = ports.queue();
        Optional<Claim> claim = queue.findClaim(folders.worker(), settings.lease())
                .or(() -> queue.claim(backend, folders.worker(), settings.lease()));
        if (claim.isEmpty()) {
            return false;
        }
        Optional<TrainingJob> job = ports.jobs().find(claim.get().job());
        if (job.isPresent()) {
            try (TrainingLease trainingLease = new TrainingLease(queue, claim.get(), settings.lease(), timer)) {
                current = trainingLease;
                new TrainingRun(
                                ports,
                                settings,
                                job.get(),
                                folders.of(job.get().id()),
                                trainingLease,
                                wakeUpSignal,
                                () -> stopping)
                        .run();
            } finally {
                current = null;
            }
        }
        return true;
    }

    /** A hint means that there is a new training, or that ours may have been stopped. */
    private synchronized void listen(Executor timer) {
        if (!stopping) {
            hint.cancel(false);
            hint = ports.signals().nextNotification(TrainingQueue.CHANGED);
            hint.thenRunAsync(() -> hinted(timer), timer);
        }
    }

    private void hinted(Executor timer) {
        listen(timer);
        TrainingLease trainingLease = current;
        if (trainingLease != null) {
            trainingLease.renew();
        }
        wakeUpSignal.wakeUp();
    }
}
