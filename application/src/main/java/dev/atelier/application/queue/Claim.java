package dev.atelier.application.queue;

/**
 * The right of one worker to run one queued job, for the length of a lease.
 *
 * @param <K> identifies the job
 */
public interface Claim<K> {

    K job();

    /** 1 for the first claim of the job that counts. */
    int attempt();

    /** The fencing token, which grows with each claim of the job. */
    default long token() {
        return attempt();
    }
}
