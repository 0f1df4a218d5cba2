package dev.atelier.application.testing;

import dev.atelier.application.compute.TrainingRunner;
import dev.atelier.application.training.CompleteTraining;
import dev.atelier.application.training.TrainedModelPublisher;
import dev.atelier.application.training.TrainingJobRepository;
import dev.atelier.application.training.TrainingOutcome;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.training.TrainingJob;
import java.util.List;
import java.util.function.Consumer;

class InMemoryTrainingRunnerTest extends TrainingRunnerContract {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CompleteTraining complete = new CompleteTraining(
            atelier.trainings,
            atelier.trainings,
            atelier.trainings.stopped(),
            new TrainedModelPublisher(atelier.checkpoints, atelier.users, atelier.describer, atelier.clock),
            atelier.checkpoints,
            atelier.store,
            atelier.clock);
    private Consumer<TrainingJob> work = job -> {};

    /** With a worker that completes jobs at once. */
    @Override
    protected TrainingRunner trainer() {
        return new InMemoryTrainingRunner(atelier.trainings) {
            @Override
            public void start(TrainingJob pending) {
                super.start(pending);
                work.accept(pending);
            }
        };
    }

    @Override
    protected String backend() {
        return InMemoryBackend.NAME;
    }

    @Override
    protected TrainingRunner trainerNotSetUp() {
        InMemoryTrainingRunner trainer = new InMemoryTrainingRunner(atelier.trainings);
        trainer.reject(new InvalidRequestException("nothing is set up here"));
        return trainer;
    }

    @Override
    protected TrainingJobRepository jobs() {
        return atelier.trainings;
    }

    @Override
    protected void trains() {
        work = job -> end(job, new TrainingOutcome.Succeeded(List.of(new CheckpointFileName("usual.safetensors"))));
    }

    @Override
    protected String fails() {
        work = job -> end(job, new TrainingOutcome.Failed("CUDA out of memory"));
        return "CUDA out of memory";
    }

    @Override
    protected void hangs() {
        work = job -> {};
    }

    private void end(TrainingJob job, TrainingOutcome outcome) {
        complete.complete(job.prepare(atelier.clock.instant()), outcome);
    }
}
