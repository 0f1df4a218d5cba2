package dev.atelier.persistence.checkpoint;

import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.persistence.RecentReads;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.util.List;

/** Recently read checkpoints, which every job needs. Thread-safe. */
@Singleton
public final class CheckpointCache {

    private final TransactionTemplate transactionTemplate;
    private final RecentReads<Object, List<Checkpoint>> recent = new RecentReads<>();

    CheckpointCache(TransactionTemplate transactionTemplate) {
        this.transactionTemplate = transactionTemplate;
    }

    RecentReads<Object, List<Checkpoint>> recent() {
        return recent;
    }

    /** Call it where checkpoints are written: discards all once the present transaction has ended. */
    public void discardAfterwards() {
        transactionTemplate.afterwards(recent::discard);
    }
}
