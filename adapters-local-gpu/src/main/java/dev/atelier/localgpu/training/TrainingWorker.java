package dev.atelier.localgpu.training;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.queue.BackgroundLoop;
import dev.atelier.application.queue.LeaseRenewer;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingQueue;
import dev.atelier.application.training.TrainingQueue.Claim;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    private static final int HEARTBEATS_PER_LEASE = 5;
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);

    private final String backend;
    private final TrainingJobRepository jobs;
    private final TrainingQueue queue;
    private final CompleteTraining complete;
    private final TrainingFiles files;
    private final NotificationBus notificationBus;
    private final Clock clock;
    private final TrainingConfiguration settings;
    private final LeaseRenewer leaseRenewer;
    private final BackgroundLoop loop;
    private TrainingWorkDirs workDirs;
    private boolean warned;

    /** @param backend the name of this compute */
    public TrainingWorker(
            String backend,
            TrainingJobRepository jobs,
            TrainingQueue queue,
            CompleteTraining complete,
            TrainingFiles files,
            NotificationBus notificationBus,
            Clock clock,
            TrainingConfiguration settings) {
        this.backend = backend;
        this.jobs = jobs;
        this.queue = queue;
        this.complete = complete;
        this.files = files;
        this.notificationBus = notificationBus;
        this.clock = clock;
        this.settings = settings;
        this.leaseRenewer =
                new LeaseRenewer("trainer-lease", settings.lease().dividedBy(HEARTBEATS_PER_LEASE), LOG::warn);
        this.loop = new BackgroundLoop("trainer", IDLE, IDLE, LOG::error, this::step)
                .wokenBy(notificationBus, TrainingQueue.CHANGED)
                .atEnd(this::end);
    }

    /** Starts the worker; call it once. */
    public void start() {
        if (settings.isEnabled()) {
            loop.start();
        }
    }

    /** Claims no more trainings and leaves the running trainer alone. */
    @Override
    public void close() {
        loop.requestStop();
        BackgroundLoop.awaitAll(List.of(loop), SHUTDOWN_TIMEOUT);
    }

    private void end() {
        leaseRenewer.close();
        releaseWorkDirs();
    }

    /** The folder stays locked from one step to the next. */
    private Duration step() throws IOException {
        try {
            return lockWorkDirs() && claimAndRunOne() ? Duration.ZERO : IDLE;
        } catch (IOException | RuntimeException | Error e) {
            releaseWorkDirs();
            throw e;
        }
    }

    private boolean lockWorkDirs() throws IOException {
        if (workDirs != null) {
            return true;
        }
        workDirs = TrainingWorkDirs.open(Path.of(settings.workDir()).toAbsolutePath())
                .orElse(null);
        if (workDirs == null && !warned) {
            LOG.warn(
                    "{} ({}.work-dir) is locked by another service; this one runs no trainings until it is released",
                    settings.workDir(),
                    TrainingConfiguration.KEY);
        }
        warned = workDirs == null;
        if (workDirs != null) {
            removeLeftovers();
        }
        return workDirs != null;
    }

    private void releaseWorkDirs() {
        TrainingWorkDirs held = workDirs;
        workDirs = null;
        try {
            if (held != null) {
                held.close();
            }
        } catch (IOException e) {
            LOG.warn("The lock of {} could not be released", settings.workDir(), e);
        }
    }

    /**
     * Deletes those of trainings claimed by another replica or deleted while this service was down; of the latter, the
     * epochs that they saved are kept.
     */
    private void removeLeftovers() throws IOException {
        Optional<TrainingId> own =
                queue.findClaim(workDirs.worker(), settings.lease()).map(Claim::job);
        for (TrainingWorkDir workDir : workDirs.allExcept(own)) {
            if (TrainerProcess.wasStarted(workDir)) {
                TrainerProcess.find(workDir).ifPresent(process -> process.kill(settings.stopGrace()));
            }
            keepSaved(workDir);
            workDir.delete();
            LOG.info("Deleted {}, left by a training that this service no longer owns", workDir.root());
        }
    }

    private void keepSaved(TrainingWorkDir workDir) throws IOException {
        Optional<StoppedTraining> stopped = complete.findStopped(workDir.id());
        if (stopped.isPresent()) {
            TrainingResultUploader.keepSaved(stopped.get(), files, workDir, complete);
        }
    }

    /** Claims and runs one training; false if there is none. */
    private boolean claimAndRunOne() throws IOException {
        Optional<Claim> claim = queue.findClaim(workDirs.worker(), settings.lease())
                .or(() -> queue.claim(backend, workDirs.worker(), settings.lease()));
        if (claim.isEmpty()) {
            return false;
        }
        Optional<TrainingJob> job = jobs.find(claim.get().job());
        if (job.isPresent()) {
            run(claim.get(), job.get());
        }
        return true;
    }

    /** Notifications also renew the lease, because the training may have been stopped. */
    private void run(Claim claim, TrainingJob job) throws IOException {
        LeaseRenewer.Lease lease = leaseRenewer
                .keep(claim, () -> queue.renewLease(claim, settings.lease()), loop.signal()::wakeUp)
                .renewedBy(notificationBus, TrainingQueue.CHANGED);
        try {
            TrainingWorkDir workDir = workDirs.of(job.id());
            ClaimedTraining claimed = new ClaimedTraining(claim, lease, queue, settings.lease());
            new TrainingRun(files, complete, settings, claimed, job, workDir, loop, clock).run();
        } finally {
            lease.close();
        }
    }
}
