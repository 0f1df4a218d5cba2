package dev.atelier.persistence.access;

import dev.atelier.persistence.RecentReads;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * Whether there are quotas. Where there are none, jobs need not look for their user's; the first one counts in other
 * processes within {@link RecentReads#LIFETIME}. Thread-safe.
 */
@Singleton
public final class QuotaPresence {

    private static final boolean ANY = true;

    private final QuotaDao rows;
    private final TransactionTemplate transactionTemplate;
    private final RecentReads<Boolean, Boolean> recent = new RecentReads<>();

    QuotaPresence(QuotaDao rows, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.transactionTemplate = transactionTemplate;
    }

    /** Whether a user or a role has a quota. */
    public boolean any() {
        return recent.find(ANY, () -> Optional.of(rows.any())).orElseThrow();
    }

    /** Call it after each change, within its transaction. */
    void changed() {
        transactionTemplate.afterwards(recent::discard);
    }
}
