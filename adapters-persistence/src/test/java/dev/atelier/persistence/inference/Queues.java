package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import dev.atelier.persistence.testing.PersistenceFixture;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import java.time.Duration;

/** Operations on queues for tests only. */
final class Queues {

    private Queues() {}

    /** The queue of this installation with another limit. */
    static InferenceQueue withCapacity(PersistenceFixture persistenceFixture, int waiting) {
        return new JdbcInferenceQueue(
                persistenceFixture.bean(InferenceJobDao.class),
                persistenceFixture.bean(InferenceQueueDao.class),
                persistenceFixture.bean(ClaimCandidateQuery.class),
                persistenceFixture.bean(NodeLoans.class),
                persistenceFixture.bean(QueueTurns.class),
                persistenceFixture.bean(QueueMover.class),
                persistenceFixture.bean(InferenceJobJsonColumns.class),
                new QueueLimit(waiting),
                persistenceFixture.bean(QuotaGuard.class),
                persistenceFixture.bean(JobEnds.class),
                persistenceFixture.bean(JdbcOperations.class),
                persistenceFixture.bean(TransactionTemplate.class),
                persistenceFixture.bean(EventOutbox.class));
    }

    /** Moves the stored times back instead of waiting. */
    static void letTimePass(PersistenceFixture persistenceFixture, Duration time) {
        String earlier = " - " + time.toSeconds() + " * interval '1' second";
        persistenceFixture.execute("update inference_queue set lease_until = lease_until" + earlier);
        persistenceFixture.execute("update inference_queue set unservable_since = unservable_since" + earlier);
        persistenceFixture.execute("update inference_avoidance set avoid_until = avoid_until" + earlier);
    }
}
