package dev.atelier.application.inference;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointId;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.domain.inference.PromptText;
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

    /** As above, of those that fit; no more than {@code most} jobs are looked at, the newest first. */
    Found search(Optional<UserName> user, Search search, Optional<Cursor> after, int limit, int most);

    /**
     * Which jobs fit; what is empty does not restrict.
     *
     * @param model the file name of their checkpoint
     * @param text a part of their prompt
     */
    record Search(Optional<TaskType> task, Optional<String> model, Optional<PromptText> text) {}

    /**
     * What a search has found.
     *
     * @param stopped whether it ended where the page does since it had looked at as many jobs as it may
     */
    record Found(Page<InferenceJob> page, boolean stopped) {}

    /** Removes the job. Idempotent. */
    void delete(InferenceJobId id);

    /** Those that ended before this time, or were created before it and never started; in any order, at most {@code limit}. */
    List<InferenceJob> expired(Instant before, int limit);

    /** Removes the job unless it was started. */
    boolean deleteUnstarted(InferenceJobId id);
}
