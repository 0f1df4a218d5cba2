package dev.atelier.application.access;

import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.UserName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The quotas, which are held against users when they start inferences. They go with their user or role. Thread-safe. */
public interface QuotaRepository {

    /** Up to {@code limit} quotas, sorted by their holder as the store sorts text, after this one. */
    List<Quota> ascending(Optional<Principal> after, int limit);

    /** The quotas of these users and roles, in no order. */
    List<Quota> findAll(Collection<Principal> holders);

    /** What the user has used at this moment. */
    Use use(UserName user);

    /** Adds the quota, or replaces that of the holder; false, with nothing changed, when there is no such user or role. */
    boolean save(Quota quota);

    /** Removes the holder's quota; false when there is none. */
    boolean delete(Principal holder);

    /**
     * What a user has used. It is counted while a quota holds for them, the time while one limits it.
     *
     * @param gpuToday for how long nodes have worked for them on this day in UTC
     * @param jobsWaiting how many of their inferences are in progress, and have no node
     * @param jobsThisMinute how many inferences they have started in this minute of the clock
     */
    record Use(Duration gpuToday, int jobsWaiting, int jobsThisMinute) {}
}
