package dev.atelier.application.inference;

import dev.atelier.domain.access.UserName;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.inference.InferenceJob;
import java.util.List;
import java.util.Optional;

/** The jobs that wait or run in the {@link InferenceQueue}, which has those of GPU nodes. Thread-safe. */
public interface QueuedJobs {

    /** Before all places. */
    long START = Long.MIN_VALUE;

    /**
     * One page of the jobs that fit, in order of arrival.
     *
     * @param after the place after which it begins; {@link #START}: at the beginning
     */
    Slice page(Filter filter, long after, int limit);

    /** @param next the place after which the next page begins; empty on the last one */
    record Slice(List<QueuedJob> jobs, Optional<Long> next) {}

    /** Which jobs; what is empty does not restrict. */
    record Filter(Optional<EndpointName> endpoint, Optional<UserName> user) {}

    /**
     * A job in the queue.
     *
     * @param place its place in the order of arrival, which it keeps
     * @param running whether it is claimed
     * @param node what runs it; empty while it waits, and while its result is being stored
     * @param position its place among the jobs that wait for its endpoint, from 1, as {@link InferenceQueue#position} counts;
     *     0 while it runs
     */
    record QueuedJob(long place, InferenceJob job, boolean running, Optional<String> node, long position) {}
}
