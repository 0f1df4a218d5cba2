package dev.atelier.localgpu.training;

import dev.atelier.application.training.TrainingOutcome;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingPlan;
import dev.atelier.domain.training.TrainingProgress;
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
    private final TrainingSettings settings;
    private final LocalPaths paths;
    private final Results results;
    private final TrainingFolder folder;
    private final Lease lease;
    private final WakeUpSignal wakeUpSignal;
    private final BooleanSupplier stopping;
    private final Output output = new Output();
    private TrainingJob job;

    TrainingRun(
            TrainingPorts ports,
            TrainingSettings settings,
            TrainingJob job,
            TrainingFolder folder,
            Lease lease,
            WakeUpSignal wakeUpSignal,
            BooleanSupplier stopping) {
        this.ports = ports;
        this.settings = settings;
        this.paths = new LocalPaths(folder);
        this.results = new Results(ports, job, folder, paths);
        this.job = job;
        this.folder = folder;
        this.lease = lease;
        this.wakeUpSignal = wakeUpSignal;
        this.stopping = stopping;
    }

    /** Does what is left to do; when the service stops, the trainer is left running for the next start to find. */
    void run() throws IOException {
        Optional<Trainer> trainer;
        try {
            trainer = Trainer.wasStarted(folder) ? Trainer.find(folder) : Optional.of(start());
        } catch (InterruptedIOException e) {
            LOG.info("Training {} was not begun: {}", job.id(), e.getMessage());
            if (lease.isLost()) {
                drop();
            }
            return;
        } catch (IOException | UncheckedIOException | InvalidRequestException | InsufficientStorageException e) {
            LOG.warn("Training {} cannot begin and fails", job.id(), e);
            finish(new TrainingOutcome.Failed("the training could not be begun: " + Reasons.of(e)));
            return;
        }
        boolean ended = follow(trainer);
        if (lease.isLost()) {
            trainer.ifPresent(running -> running.kill(settings.stopGrace()));
            drop();
        } else if (ended) {
            finish(outcome(trainer));
        }
    }

    private Trainer start() throws IOException {
        job = job.prepare(ports.clock().instant());
        lease.report(job);
        folder.make();
        TrainingPlan plan = job.plan();
        KohyaConfig.write(plan, new TrainingInputStager(ports.store()).bring(plan, folder, this::isUnwanted), folder);
        results.storeConfig();
        if (isUnwanted()) {
            throw new InterruptedIOException("it is not wanted, or not now");
        }
        Trainer trainer = Trainer.start(
                TrainingCommand.parse(settings.command()).filled(folder.config(), folder.root(), plan.foundation()),
                folder,
                new TrainerEnvironment(settings.environment()));
        job = job.train(TrainingProgress.NONE);
        lease.report(job);
        return trainer;
    }

    /** Reads along until the trainer has ended (true), or until it is none of our business any more. */
    private boolean follow(Optional<Trainer> trainer) throws IOException {
        LogTail tail = new LogTail(folder.log());
        Pace reports = new Pace(settings.reportInterval());
        Pace logs = new Pace(settings.logInterval());
        while (!isUnwanted()) {
            boolean runs = trainer.filter(Trainer::isAlive).isPresent(); // asked first, so that its last words are read
            tail.read(output::accept);
            if (!runs) {
                tail.end(output::accept);
                report();
                return true;
            }
            if (!output.progress().equals(job.progress()) && reports.isDue()) {
                report();
            }
            if (logs.isDue()) {
                results.storeLog();
            }
            wakeUpSignal.await(settings.pollInterval());
        }
        return false;
    }

    private void report() {
        job = job.train(output.progress());
        lease.report(job);
    }

    private TrainingOutcome outcome(Optional<Trainer> trainer) throws IOException {
        int exitCode = trainer.map(Trainer::exitCode)
                .filter(code -> code.isPresent())
                .map(code -> code.getAsInt())
                .orElse(0);
        String said =
                output.lastWords().isEmpty() ? "" : "; the last it said: " + paths.removedFrom(output.lastWords());
        if (exitCode != 0) {
            return new TrainingOutcome.Failed("the trainer ended with exit code " + exitCode + said);
        }
        if (!results.hasFinalModel()) {
            return new TrainingOutcome.Failed("the trainer ended without writing its model" + said);
        }
        job = job.upload();
        lease.report(job);
        return results.storeModels();
    }

    private void finish(TrainingOutcome outcome) throws IOException {
        results.storeLog();
        ports.complete().complete(job, outcome, lease::settle);
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
        return stopping.getAsBoolean() || lease.isLost();
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
