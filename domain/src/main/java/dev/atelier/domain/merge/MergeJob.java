package dev.atelier.domain.merge;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import java.time.Instant;

/**
 * A merge from its beginning to its end. Immutable: each step answers the job as it is afterwards, and a step that its
 * status does not allow is an {@link InvalidRequestException}.
 *
 * @param progress how much of the result is there, from 0 to 1
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

    /** A merge that waits for its turn. */
    public static MergeJob create(MergeId id, UserName user, MergeRecipe recipe, Instant now) {
        return new MergeJob(id, user, recipe, MergeStatus.INPROGRESS, 0, null, now, null);
    }

    /** The merge once its result is a checkpoint. */
    public MergeJob succeed(Instant now) {
        return in(MergeStatus.SUCCEED, 1, null, now);
    }

    /** The merge when it cannot succeed any more; the reason is for the client to read. */
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
