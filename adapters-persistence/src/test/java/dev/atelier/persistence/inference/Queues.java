package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.testing.Installation;
import java.time.Duration;

/** What tests do to queues that an installation does not. */
final class Queues {

    private Queues() {}

    /** The queue of this installation with another limit. */
    static InferenceQueue withRoomFor(Installation installation, int waiting) {
        return new JdbcInferenceQueue(
                installation.bean(InferenceJobDao.class),
                installation.bean(InferenceQueueDao.class),
                installation.bean(JobClaimer.class),
                installation.bean(InferenceJobJsonColumns.class),
                new QueueLimit(waiting),
                installation.bean(TransactionTemplate.class));
    }

    /** Moves the stored times back instead of waiting. */
    static void letTimePass(Installation installation, Duration time) {
        String earlier = " - " + time.toSeconds() + " * interval '1' second";
        installation.execute("update inference_queue set lease_until = lease_until" + earlier);
        installation.execute("update inference_avoidance set avoid_until = avoid_until" + earlier);
    }
}
