package dev.atelier.domain.merge;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import java.time.Instant;

/**
 * A merge. Immutable: each transition returns a new job, and one that the status does not allow throws {@link
 * InvalidRequestException}.
 *
 * @param progress from 0 to 1
 * @param error why it failed; null unless it has
 * @param ended null until it has ended
 */
public record MergeJob(
        MergeId id,
        UserName user,
        MergeRecipe recipe,
        MergeStatus status,
        double progress,
        String error,
        Instant created,
        Instant ended) {

    /** A merge that waits to be run. */
    public static MergeJob create(MergeId id, UserName user, MergeRecipe recipe, Instant now) {
        return new MergeJob(id, user, recipe, MergeStatus.INPROGRESS, 0, null, now, null);
    }

    /** The merge, with its result stored as a checkpoint. */
    public MergeJob succeed(Instant now) {
        return in(MergeStatus.SUCCEED, 1, null, now);
    }

    /** The failed merge; the reason is shown to the client. */
    public MergeJob fail(String reason, Instant now) {
        return in(MergeStatus.FAILED, progress, reason, now);
    }

    private MergeJob in(MergeStatus next, double reached, String reason, Instant now) {
        if (!status.canBecome(next)) {
            throw new InvalidRequestException(
                    "merge " + id + " is " + status.word() + " and cannot become " + next.word());
        }
        return new MergeJob(id, user, recipe, next, reached, reason, created, now);
    }
}
