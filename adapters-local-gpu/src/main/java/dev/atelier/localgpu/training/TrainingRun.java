package dev.atelier.localgpu.training;

import dev.atelier.application.queue.BackgroundLoop;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainingOutcome;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.training.StoppedTraining;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.domain.training.TrainingSpec;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one claimed training until it ends, its claim is lost, or this service stops. Not thread-safe. */
final class TrainingRun {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

    private final TrainingFiles files;
    private final CompleteTraining complete;
    private final TrainingConfiguration settings;
    private final LocalPaths paths;
    private final TrainingResultUploader uploader;
    private final TrainingWorkDir workDir;
    private final ClaimedTraining claimed;
    private final BackgroundLoop loop;
    private final Clock clock;
    private final KohyaOutputParser parser = new KohyaOutputParser();
    private TrainingJob job;
    private String stopReason = "";

    /** @param loop ends the run when it is stopped, and wakes it up */
    TrainingRun(
            TrainingFiles files,
            CompleteTraining complete,
            TrainingConfiguration settings,
            ClaimedTraining claimed,
            TrainingJob job,
            TrainingWorkDir workDir,
            BackgroundLoop loop,
            Clock clock) {
        this.files = files;
        this.complete = complete;
        this.settings = settings;
        this.paths = new LocalPaths(workDir);
        this.uploader = new TrainingResultUploader(files, job, workDir, paths);
        this.claimed = claimed;
        this.job = job;
        this.workDir = workDir;
        this.loop = loop;
        this.clock = clock;
    }

    /** Starts or resumes the training. If the service stops, the trainer keeps running and is resumed after the restart. */
    void run() throws IOException {
        Optional<TrainerProcess> trainer;
        try {
            trainer = TrainerProcess.wasStarted(workDir) ? TrainerProcess.find(workDir) : Optional.of(start());
        } catch (InterruptedIOException e) {
            LOG.info("Training {} was not started: {}", job.id(), e.getMessage());
            if (claimed.isLost()) {
                abandon();
            }
            return;
        } catch (IOException | UncheckedIOException | InvalidRequestException | InsufficientStorageException e) {
            LOG.warn("Training {} could not be started and fails", job.id(), e);
            finish(new TrainingOutcome.Failed("the training could not be started: " + TrainingFailureMessages.of(e)));
            return;
        }
        boolean ended = follow(trainer);
        if (claimed.isLost()) {
            trainer.ifPresent(running -> running.kill(settings.stopGrace()));
            abandon();
        } else if (ended) {
            trainer.ifPresent(TrainerProcess::killRemains);
            finish(outcome(trainer));
        }
    }

    private TrainerProcess start() throws IOException {
        report(job.prepare(clock.instant()));
        workDir.create();
        uploader.deleteSamples();
        TrainingSpec plan = job.plan();
        KohyaConfigWriter.write(plan, files.stager().stage(plan, workDir, this::isCancelled), workDir);
        uploader.storeConfig();
        if (isCancelled()) {
            throw new InterruptedIOException("its claim was lost, or the service is stopping");
        }
        TrainerProcess process = TrainerProcess.start(
                TrainingCommand.parse(settings.command()).filled(workDir.config(), workDir.root(), plan.foundation()),
                workDir,
                new TrainerEnvironment(settings.environment()));
        report(job.train(TrainingProgress.NONE));
        return process;
    }

    /**
     * Reads the trainer's output until it exits or has to be stopped (true), or until the claim is lost or the service
     * stops (false).
     */
    private boolean follow(Optional<TrainerProcess> trainer) throws IOException {
        LogTail tail = new LogTail(workDir.log());
        Interval reports = new Interval(settings.reportInterval());
        Interval samples = new Interval(settings.reportInterval());
        Interval logs = new Interval(settings.logInterval());
        // Silence is counted from now, also where this service was down and does not know for how long it lasts.
        Instant output = clock.instant();
        while (!isCancelled()) {
            // checked before reading, so that its last output is read
            boolean runs = trainer.filter(TrainerProcess::isAlive).isPresent();
            output = read(tail, output);
            stopReason = runs ? reasonToStop(output) : "";
            if (!stopReason.isEmpty()) {
                LOG.info("The trainer of training {} is stopped: {}", job.id(), stopReason);
                trainer.get().kill(settings.stopGrace());
                tail.read(parser::accept);
            }
            if (!runs || !stopReason.isEmpty()) {
                tail.end(parser::accept);
                report(job.train(parser.progress(), output));
                return true;
            }
            boolean changed = !parser.progress().equals(job.progress()) || !output.equals(job.lastOutput());
            if (changed && reports.isDue()) {
                report(job.train(parser.progress(), output));
            }
            if (samples.isDue()) {
                uploader.storeSamples();
            }
            if (logs.isDue()) {
                uploader.storeLog();
            }
            loop.signal().await(settings.pollInterval());
        }
        return false;
    }

    /** The time of the last output. */
    private Instant read(LogTail tail, Instant lastOutput) throws IOException {
        long before = tail.position();
        tail.read(parser::accept);
        return tail.position() > before ? clock.instant() : lastOutput;
    }

    /** Why the running trainer has to be stopped; empty unless it has to be. */
    private String reasonToStop(Instant output) {
        Instant now = clock.instant();
        if (!parser.lossWithoutNumber().isEmpty()) {
            return lossIsNoNumber();
        }
        if (Duration.between(output, now).compareTo(settings.silence()) > 0) {
            return "the trainer wrote nothing for " + settings.silence().toSeconds() + " seconds and was stopped"
                    + lastOutput();
        }
        return Duration.between(job.started(), now).compareTo(settings.timeout()) > 0
                ? "the training took longer than " + settings.timeout().toSeconds() + " seconds and was stopped"
                : "";
    }

    private String lossIsNoNumber() {
        return "the loss is not a number (" + parser.lossWithoutNumber() + ") at step "
                + parser.progress().step() + "; a lower learning rate or another mixed_precision may help";
    }

    private void report(TrainingJob changed) {
        job = changed;
        claimed.report(changed, parser.losses());
    }

    private TrainingOutcome outcome(Optional<TrainerProcess> trainer) throws IOException {
        String failure = failure(trainer);
        report(job.upload());
        uploader.storeSamples();
        return failure.isEmpty()
                ? uploader.storeModels()
                : new TrainingOutcome.Failed(failure, uploader.storeValidModels(job.output()));
    }

    /** Why the training has failed; empty if it has not. */
    private String failure(Optional<TrainerProcess> trainer) {
        if (!stopReason.isEmpty()) {
            return stopReason;
        }
        if (!parser.lossWithoutNumber().isEmpty()) {
            return lossIsNoNumber();
        }
        int exitCode = trainer.map(process -> process.exitCode().orElse(0)).orElse(0);
        if (exitCode != 0) {
            return "the trainer ended with exit code " + exitCode + lastOutput();
        }
        return uploader.hasFinalModel() ? "" : "the trainer ended without writing its model" + lastOutput();
    }

    /** The line that says what went wrong, or else the last one, without paths of this machine. */
    private String lastOutput() {
        if (!parser.lastError().isEmpty()) {
            return ": " + paths.removedFrom(parser.lastError());
        }
        return parser.lastMessage().isEmpty() ? "" : "; its last output: " + paths.removedFrom(parser.lastMessage());
    }

    private void finish(TrainingOutcome outcome) throws IOException {
        uploader.storeLog();
        if (complete.complete(job, outcome, claimed.claim())) {
            workDir.delete();
        } else {
            abandon();
        }
    }

    /**
     * Deletes the work directory, and the stored results unless another replica runs the training. Of one that a client
     * stopped, the epochs that it saved are kept.
     */
    private void abandon() throws IOException {
        complete.abandon(job);
        if (complete.isStopped(job)) {
            TrainingResultUploader.keepSaved(StoppedTraining.of(job), files, workDir, complete);
        }
        workDir.delete();
        LOG.info("Training {} was stopped or claimed by another replica", job.id());
    }

    private boolean isCancelled() {
        return !loop.isRunning() || claimed.isLost();
    }

    private static final class Interval {

        private final long nanos;
        private long last = System.nanoTime();

        private Interval(Duration length) {
            this.nanos = length.toNanos();
        }

        private boolean isDue() {
            long now = System.nanoTime();
            boolean due = now - last >= nanos;
            last = due ? now : last;
            return due;
        }
    }
}
