package dev.atelier.application.training;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import java.util.Optional;

/** The training jobs. Thread-safe. */
public interface TrainingJobRepository {

    /** Stores the new job, which waits until {@link TrainingQueue#enqueueIfInitial} starts it. */
    void add(TrainingJob initial);

    Optional<TrainingJob> find(TrainingId id);

    /** The losses of the job that were reported to the queue; without points where there are none. */
    LossCurve losses(TrainingId id);

    /**
     * Stores the ended job, if it has not ended yet; otherwise false, with nothing changed. One that was stopped, and not
     * only registered, is atomically added to the {@link StoppedTrainingQueue}.
     */
    boolean end(TrainingJob ended);

    /** A page of the user's jobs, or of all, newest first. */
    Page<TrainingJob> page(Optional<UserName> user, Optional<Cursor> after, int limit);

    /** Removes the job. Idempotent. */
    void delete(TrainingId id);
}
