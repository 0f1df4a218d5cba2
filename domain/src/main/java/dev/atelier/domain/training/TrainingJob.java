package dev.atelier.domain.training;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import java.time.Instant;
import java.util.List;

/**
 * The training of one LoRA. Immutable: each transition returns a new job.
 *
 * @param models the names of its model files, the final one first; of a failed one those of the epochs that it saved;
 *     empty until it has ended
 * @param error why it failed; null unless it has
 * @param started null until a worker started it
 * @param lastOutput when its trainer wrote something last; null until that is known
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
        Instant lastOutput,
        Instant ended) {

    public TrainingJob {
        models = List.copyOf(models);
    }

    /** A registered job that was not started yet. */
    public static TrainingJob create(TrainingId id, UserName user, TrainingSpec plan, Instant now) {
        return new TrainingJob(
                id, user, plan, TrainingStatus.INITIAL, TrainingProgress.NONE, List.of(), null, now, null, null, null);
    }

    /** The location of its configuration. */
    public StorageUri input() {
        return plan.input();
    }

    /** The folder of its model files. */
    public StorageUri output() {
        return plan.output();
    }

    /**
     * The job, queued.
     *
     * @throws InvalidRequestException if it was started before or has ended
     */
    public TrainingJob queue() {
        if (!status.canBecome(TrainingStatus.PENDING)) {
            throw new InvalidRequestException("training " + id + " is " + status.word() + "; only one that is "
                    + TrainingStatus.INITIAL.word() + " can be started");
        }
        return transitionTo(TrainingStatus.PENDING, TrainingProgress.NONE, List.of(), null, null, null, null);
    }

    /** The job while its files are being downloaded, in any attempt. */
    public TrainingJob prepare(Instant now) {
        return transitionTo(TrainingStatus.DOWNLOADING, TrainingProgress.NONE, List.of(), null, now, null, null);
    }

    /** The job while the trainer runs, with its progress. */
    public TrainingJob train(TrainingProgress now) {
        return train(now, lastOutput);
    }

    /** As {@link #train(TrainingProgress)}, with the time of the trainer's last output. */
    public TrainingJob train(TrainingProgress now, Instant output) {
        return transitionTo(TrainingStatus.TRAINING, now, List.of(), null, started, output, null);
    }

    /** The same job, with the time of the trainer's last output. */
    public TrainingJob withLastOutput(Instant output) {
        return new TrainingJob(id, user, plan, status, progress, models, error, created, started, output, ended);
    }

    /** The job while its files are being uploaded. */
    public TrainingJob upload() {
        return transitionTo(TrainingStatus.UPLOADING, progress, List.of(), null, started, lastOutput, null);
    }

    /** The job, with its models stored as checkpoints of these names. */
    public TrainingJob complete(List<String> made, Instant now) {
        return transitionTo(TrainingStatus.COMPLETED, progress, made, null, started, lastOutput, now);
    }

    /** The failed job; the reason is shown to the client. */
    public TrainingJob fail(String reason, Instant now) {
        return fail(reason, List.of(), now);
    }

    /** The failed job, with the models of the epochs that it saved before stored as checkpoints of these names. */
    public TrainingJob fail(String reason, List<String> saved, Instant now) {
        return transitionTo(TrainingStatus.FAILED, progress, saved, reason, started, lastOutput, now);
    }

    /** The job, stopped by a user. */
    public TrainingJob stop(Instant now) {
        return transitionTo(TrainingStatus.STOPPED, progress, List.of(), null, started, lastOutput, now);
    }

    private TrainingJob transitionTo(
            TrainingStatus next,
            TrainingProgress reached,
            List<String> made,
            String reason,
            Instant begun,
            Instant output,
            Instant over) {
        if (!status.canBecome(next)) {
            throw new IllegalStateException("training " + id + " is " + status + " and cannot become " + next);
        }
        return new TrainingJob(id, user, plan, next, reached, made, reason, created, begun, output, over);
    }
}
