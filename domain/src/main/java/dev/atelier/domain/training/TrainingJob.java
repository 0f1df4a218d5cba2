package dev.atelier.domain.training;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.List;

/**
 * The training of one LoRA from its creation to its end. Immutable: each step answers the job as it is afterwards.
 *
 * @param models the names of the model files it made, the final one first; empty until it has completed
 * @param error why it failed; null unless it has
 * @param started null until its turn came
 * @param ended null until it has ended
 */
public record TrainingJob(
        TrainingId id,
        UserName user,
        TrainingSpec plan,
        TrainingStatus status,
        TrainingProgress progress,
        List<String> models,
        String error,
        Instant created,
        Instant started,
        Instant ended) {

    public TrainingJob {
        models = List.copyOf(models);
    }

    /** A job that nobody has started yet. */
    public static TrainingJob create(TrainingId id, UserName user, TrainingSpec plan, Instant now) {
        return new TrainingJob(
                id, user, plan, TrainingStatus.INITIAL, TrainingProgress.NONE, List.of(), null, now, null, null);
    }

    /** Where its configuration is kept. */
    public StorageUri input() {
        return plan.input();
    }

    /** The folder of the models it makes. */
    public StorageUri output() {
        return plan.output();
    }

    /** The job when it waits for its turn; {@link InvalidRequestException} when somebody has started it before, or it has ended. */
    public TrainingJob queue() {
        if (!status.canBecome(TrainingStatus.PENDING)) {
            throw new InvalidRequestException("training " + id + " is " + status.word() + "; only one that is "
                    + TrainingStatus.INITIAL.word() + " can be started");
        }
        return transitionTo(TrainingStatus.PENDING, TrainingProgress.NONE, List.of(), null, null, null);
    }

    /** The job when its files are being brought together, the first time or again. */
    public TrainingJob prepare(Instant now) {
        return transitionTo(TrainingStatus.DOWNLOADING, TrainingProgress.NONE, List.of(), null, now, null);
    }

    /** The job when the trainer runs and has come so far. */
    public TrainingJob train(TrainingProgress now) {
        return transitionTo(TrainingStatus.TRAINING, now, List.of(), null, started, null);
    }

    /** The job when the trainer is done and its files are being stored. */
    public TrainingJob upload() {
        return transitionTo(TrainingStatus.UPLOADING, progress, List.of(), null, started, null);
    }

    /** The job once its models are checkpoints, by these names. */
    public TrainingJob complete(List<String> made, Instant now) {
        return transitionTo(TrainingStatus.COMPLETED, progress, made, null, started, now);
    }

    /** The job when it cannot complete any more; the reason is for the client to read. */
    public TrainingJob fail(String reason, Instant now) {
        return transitionTo(TrainingStatus.FAILED, progress, List.of(), reason, started, now);
    }

    /** The job when somebody did not want it any more. */
    public TrainingJob stop(Instant now) {
        return transitionTo(TrainingStatus.STOPPED, progress, List.of(), null, started, now);
    }

    private TrainingJob transitionTo(
            TrainingStatus next,
            TrainingProgress reached,
            List<String> made,
            String reason,
            Instant begun,
            Instant over) {
        if (!status.canBecome(next)) {
            throw new IllegalStateException("training " + id + " is " + status + " and cannot become " + next);
        }
        return new TrainingJob(id, user, plan, next, reached, made, reason, created, begun, over);
    }
}
