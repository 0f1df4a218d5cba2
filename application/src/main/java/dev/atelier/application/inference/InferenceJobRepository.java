package dev.atelier.application.inference;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.TaskType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The inference jobs. Thread-safe. */
public interface InferenceJobRepository {

    void add(InferenceJob job);

    Optional<InferenceJob> find(InferenceJobId id);

    /** Stores the job's end if it is still in progress; otherwise false, with nothing changed. */
    boolean end(InferenceJob ended);

    /** Those in progress on the endpoint. */
    List<InferenceJob> inProgressOn(EndpointId endpoint);

    /** The user's jobs of this type that are in progress, oldest first, at most {@code limit}. */
    List<InferenceJob> inProgressOf(UserName user, InferenceType type, int limit);

    /** A page, newest first; what is empty does not restrict. */
    Page<InferenceJob> page(Optional<UserName> user, Optional<TaskType> task, Optional<Cursor> after, int limit);

    /** Removes the job. Idempotent. */
    void delete(InferenceJobId id);

    /** Those that ended before this time, or were created before it and never started; in any order, at most {@code limit}. */
    List<InferenceJob> expired(Instant before, int limit);

    /** Removes the job unless it was started. */
    boolean deleteUnstarted(InferenceJobId id);
}
