package dev.atelier.application.compute;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How far a job in progress is, as far as that is known. */
public sealed interface JobProgress {

    /** At most this number of jobs are looked at for an estimate of the time until a job begins. */
    int ESTIMATED_POSITIONS = 1000;

    /** Whether it waits, and few enough jobs are ahead that they can be looked at one by one. */
    default boolean isNearItsStart() {
        return this instanceof Waiting waiting && waiting.position() <= ESTIMATED_POSITIONS;
    }

    /** @param position its place among the jobs that wait for its endpoint, from 1 */
    record Waiting(long position) implements JobProgress {}

    /**
     * A job that runs.
     *
     * @param node empty once the node has finished, while the result is being stored
     * @param since when the node got it; empty where another replica sent it
     * @param sampling what the node reports of this job; empty where that is not known
     */
    record Running(Optional<String> node, Optional<Instant> since, Optional<Sampling> sampling)
            implements JobProgress {}

    /**
     * @param step of the current image, of that many steps
     * @param fraction of the job, from 0 to 1
     * @param remaining the node's own estimate; empty where it has none
     */
    record Sampling(int step, int steps, double fraction, Optional<Duration> remaining) {}
}
