package dev.atelier.localgpu.training;

import dev.atelier.application.training.TrainingOutcome;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.domain.training.TrainingSpec;
import dev.atelier.localgpu.node.WakeUpSignal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs one claimed training until it ends, its claim is lost, or this service stops. Not thread-safe. */
final class TrainingRun {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

    private final TrainingPorts ports;
    private final TrainingConfiguration settings;
    private final LocalPaths paths;
    private final TrainingResultUploader uploader;
    private final TrainingWorkDir workDir;
    private final TrainingLease lease;
    private final WakeUpSignal wakeUpSignal;
    private final BooleanSupplier stopping;
    private final KohyaOutputParser parser = new KohyaOutputParser();
    private TrainingJob job;

    TrainingRun(
            TrainingPorts ports,
            TrainingConfiguration settings,
            TrainingJob job,
            TrainingWorkDir workDir,
            TrainingLease lease,
            WakeUpSignal wakeUpSignal,
            BooleanSupplier stopping) {
        this.ports = ports;
        this.settings = settings;
        this.paths = new LocalPaths(workDir);
        this.uploader = new TrainingResultUploader(ports, job, workDir, paths);
        this.job = job;
        this.workDir = workDir;
        this.lease = lease;
        this.wakeUpSignal = wakeUpSignal;
        this.stopping = stopping;
    }

    /** Starts or resumes the training. If the service stops, the trainer keeps running and is resumed after the restart. */
    void run() throws IOException {
        Optional<TrainerProcess> trainer;
        try {
            trainer = TrainerProcess.wasStarted(workDir) ? TrainerProcess.find(workDir) : Optional.of(start());
        } catch (InterruptedIOException e) {
            LOG.info("Training {} was not started: {}", job.id(), e.getMessage());
            if (lease.isLost()) {
                abandon();
            }
            return;
        } catch (IOException | UncheckedIOException | InvalidRequestException | InsufficientStorageException e) {
            LOG.warn("Training {} could not be started and fails", job.id(), e);
            finish(new TrainingOutcome.Failed("the training could not be started: " + TrainingFailureMessages.of(e)));
            return;
        }
        boolean ended = follow(trainer);
        if (lease.isLost()) {
            trainer.ifPresent(running -> running.kill(settings.stopGrace()));
            abandon();
        } else if (ended) {
            finish(outcome(trainer));
        }
    }

    private TrainerProcess start() throws IOException {
        job = job.prepare(ports.clock().instant());
        lease.report(job);
        workDir.create();
        TrainingSpec plan = job.plan();
        KohyaConfigWriter.write(
                plan, new TrainingInputStager(ports.store()).stage(plan, workDir, this::isCancelled), workDir);
        uploader.storeConfig();
        if (isCancelled()) {
            throw new InterruptedIOException("its claim was lost, or the service is stopping");
        }
        TrainerProcess process = TrainerProcess.start(
                TrainingCommand.parse(settings.command()).filled(workDir.config(), workDir.root(), plan.foundation()),
                workDir,
                new TrainerEnvironment(settings.environment()));
        job = job.train(TrainingProgress.NONE);
        lease.report(job);
        return process;
    }

    /** Reads the trainer's output until it exits (true), or until the claim is lost or the service stops (false). */
    private boolean follow(Optional<TrainerProcess> trainer) throws IOException {
        LogTail tail = new LogTail(workDir.log());
        Interval reports = new Interval(settings.reportInterval());
        Interval logs = new Interval(settings.logInterval());
        while (!isCancelled()) {
            // checked before reading, so that its last output is read
            boolean runs = trainer.filter(TrainerProcess::isAlive).isPresent();
            tail.read(parser::accept);
            if (!runs) {
                tail.end(parser::accept);
                report();
                return true;
            }
            if (!parser.progress().equals(job.progress()) && reports.isDue()) {
                report();
            }
            if (logs.isDue()) {
                uploader.storeLog();
            }
            wakeUpSignal.await(settings.pollInterval());
        }
        return false;
    }

    private void report() {
        job = job.train(parser.progress());
        lease.report(job);
    }

    private TrainingOutcome outcome(Optional<TrainerProcess> trainer) throws IOException {
        int exitCode = trainer.map(TrainerProcess::exitCode)
                .filter(code -> code.isPresent())
                .map(code -> code.getAsInt())
                .orElse(0);
        String lastOutput =
                parser.lastMessage().isEmpty() ? "" : "; its last output: " + paths.removedFrom(parser.lastMessage());
        if (exitCode != 0) {
            return new TrainingOutcome.Failed("the trainer ended with exit code " + exitCode + lastOutput);
        }
        if (!uploader.hasFinalModel()) {
            return new TrainingOutcome.Failed("the trainer ended without writing its model" + lastOutput);
        }
        job = job.upload();
        lease.report(job);
        return uploader.storeModels();
    }

    private void finish(TrainingOutcome outcome) throws IOException {
        uploader.storeLog();
        ports.complete().complete(job, outcome, lease::settle);
        workDir.delete();
        LOG.info("Training {} has ended: {}", job.id(), outcome);
    }

    /** Deletes the work directory, and the stored results unless another replica runs the training. */
    private void abandon() throws IOException {
        ports.complete().complete(job, new TrainingOutcome.Failed("its claim was lost"), ended -> false);
        workDir.delete();
        LOG.info("Training {} was stopped or claimed by another replica", job.id());
    }

    private boolean isCancelled() {
        return stopping.getAsBoolean() || lease.isLost();
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
