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

/** One training from the moment it is ours to its end, or to the end of this service. Used by one thread. */
final class TrainingRun {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

    private final TrainingPorts ports;
    private final TrainingConfiguration settings;
    private final LocalPaths paths;
    private final TrainingResultUploader trainingResultUploader;
    private final TrainingWorkDir folder;
    private final TrainingLease trainingLease;
    private final WakeUpSignal wakeUpSignal;
    private final BooleanSupplier stopping;
    private final KohyaOutputParser kohyaOutputParser = new KohyaOutputParser();
    private TrainingJob job;

    TrainingRun(
            TrainingPorts ports,
            TrainingConfiguration settings,
            TrainingJob job,
            TrainingWorkDir folder,
            TrainingLease trainingLease,
            WakeUpSignal wakeUpSignal,
            BooleanSupplier stopping) {
        this.ports = ports;
        this.settings = settings;
        this.paths = new LocalPaths(folder);
        this.trainingResultUploader = new TrainingResultUploader(ports, job, folder, paths);
        this.job = job;
        this.folder = folder;
        this.trainingLease = trainingLease;
        this.wakeUpSignal = wakeUpSignal;
        this.stopping = stopping;
    }

    /** Does what is left to do; when the service stops, the trainer is left running for the next start to find. */
    void run() throws IOException {
        Optional<TrainerProcess> trainer;
        try {
            trainer = TrainerProcess.wasStarted(folder) ? TrainerProcess.find(folder) : Optional.of(start());
        } catch (InterruptedIOException e) {
            LOG.info("Training {} was not begun: {}", job.id(), e.getMessage());
            if (trainingLease.isLost()) {
                drop();
            }
            return;
        } catch (IOException | UncheckedIOException | InvalidRequestException | InsufficientStorageException e) {
            LOG.warn("Training {} cannot begin and fails", job.id(), e);
            finish(new TrainingOutcome.Failed("the training could not be begun: " + TrainingFailureMessages.of(e)));
            return;
        }
        boolean ended = follow(trainer);
        if (trainingLease.isLost()) {
            trainer.ifPresent(running -> running.kill(settings.stopGrace()));
            drop();
        } else if (ended) {
            finish(outcome(trainer));
        }
    }

    private TrainerProcess start() throws IOException {
        job = job.prepare(ports.clock().instant());
        trainingLease.report(job);
        folder.make();
        TrainingSpec plan = job.plan();
        KohyaConfigWriter.write(
                plan, new TrainingInputStager(ports.store()).bring(plan, folder, this::isUnwanted), folder);
        trainingResultUploader.storeConfig();
        if (isUnwanted()) {
            throw new InterruptedIOException("it is not wanted, or not now");
        }
        TrainerProcess trainerProcess = TrainerProcess.start(
                TrainingCommand.parse(settings.command()).filled(folder.config(), folder.root(), plan.foundation()),
                folder,
                new TrainerEnvironment(settings.environment()));
        job = job.train(TrainingProgress.NONE);
        trainingLease.report(job);
        return trainerProcess;
    }

    /** Reads along until the trainer has ended (true), or until it is none of our business any more. */
    private boolean follow(Optional<TrainerProcess> trainer) throws IOException {
        LogTail tail = new LogTail(folder.log());
        Pace reports = new Pace(settings.reportInterval());
        Pace logs = new Pace(settings.logInterval());
        while (!isUnwanted()) {
            boolean runs =
                    trainer.filter(TrainerProcess::isAlive).isPresent(); // asked first, so that its last words are read
            tail.read(kohyaOutputParser::accept);
            if (!runs) {
                tail.end(kohyaOutputParser::accept);
                report();
                return true;
            }
            if (!kohyaOutputParser.progress().equals(job.progress()) && reports.isDue()) {
                report();
            }
            if (logs.isDue()) {
                trainingResultUploader.storeLog();
            }
            wakeUpSignal.await(settings.pollInterval());
        }
        return false;
    }

    private void report() {
        job = job.train(kohyaOutputParser.progress());
        trainingLease.report(job);
    }

    private TrainingOutcome outcome(Optional<TrainerProcess> trainer) throws IOException {
        int exitCode = trainer.map(TrainerProcess::exitCode)
                .filter(code -> code.isPresent())
                .map(code -> code.getAsInt())
                .orElse(0);
        String said = kohyaOutputParser.lastWords().isEmpty()
                ? ""
                : "; the last it said: " + paths.removedFrom(kohyaOutputParser.lastWords());
        if (exitCode != 0) {
            return new TrainingOutcome.Failed("the trainer ended with exit code " + exitCode + said);
        }
        if (!trainingResultUploader.hasFinalModel()) {
            return new TrainingOutcome.Failed("the trainer ended without writing its model" + said);
        }
        job = job.upload();
        trainingLease.report(job);
        return trainingResultUploader.storeModels();
    }

    private void finish(TrainingOutcome outcome) throws IOException {
        trainingResultUploader.storeLog();
        ports.complete().complete(job, outcome, trainingLease::settle);
        folder.delete();
        LOG.info("Training {} has ended: {}", job.id(), outcome);
    }

    /** Nothing of it is needed any more; what was stored goes too if nobody else runs it. */
    private void drop() throws IOException {
        ports.complete().complete(job, new TrainingOutcome.Failed("it was taken away"), ended -> false);
        folder.delete();
        LOG.info("Training {} was stopped, or is another replica's now", job.id());
    }

    private boolean isUnwanted() {
        return stopping.getAsBoolean() || trainingLease.isLost();
    }

    /** Says when it is time again. */
    private static final class Pace {

        private final long nanos;
        private long last = System.nanoTime();

        private Pace(Duration pause) {
            this.nanos = pause.toNanos();
        }

        private boolean isDue() {
            long now = System.nanoTime();
            boolean due = now - last >= nanos;
            last = due ? now : last;
            return due;
        }
    }
}
