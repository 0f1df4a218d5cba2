package dev.atelier.application.access;

import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import java.util.List;
import java.util.Optional;

/** The quotas, which are held against users when they start inferences. They go with their user or role. Thread-safe. */
public interface QuotaRepository {

    /** Up to {@code limit} quotas, sorted by their holder as the store sorts text, after this one. */
    List<Quota> ascending(Optional<Principal> after, int limit);

    /** Adds the quota, or replaces that of the holder; false, with nothing changed, when there is no such user or role. */
    boolean save(Quota quota);

    /** Removes the holder's quota; false when there is none. */
    boolean delete(Principal holder);
}
