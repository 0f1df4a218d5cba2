package dev.atelier.persistence.access;

import dev.atelier.application.access.QuotaRepository;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.Quota;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Quotas, in {@code quota}. */
@Singleton
public final class JdbcQuotaRepository implements QuotaRepository {

    private final QuotaDao rows;
    private final QuotaPresence presence;
    private final TransactionTemplate transactionTemplate;

    JdbcQuotaRepository(QuotaDao rows, QuotaPresence presence, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.presence = presence;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public List<Quota> ascending(Optional<Principal> after, int limit) {
        return rows.after(after.map(Principal::toString).orElse(""), limit).stream()
                .map(QuotaEntity::toQuota)
                .toList();
    }

    @Override
    public List<Quota> findAll(Collection<Principal> holders) {
        return rows.of(holders.stream().map(Principal::toString).toList()).stream()
                .map(QuotaEntity::toQuota)
                .toList();
    }

    @Override
    public Use use(UserName user) {
        QuotaDao.Counts counts = rows.counts(user.value());
        return new Use(Duration.ofMillis(counts.gpuMillis()), counts.waiting(), counts.jobs());
    }

    @Override
    public boolean save(Quota quota) {
        QuotaEntity row = QuotaEntity.of(quota);
        return transactionTemplate.executeDurably(() -> {
            presence.changed();
            if (row.userName() == null) {
                rows.addForRole(row.holder(), row.roleName());
            } else {
                rows.addForUser(row.holder(), row.userName());
            }
            return rows.change(row.holder(), row.gpuSecondsPerDay(), row.jobsWaiting(), row.jobsPerMinute()) > 0;
        });
    }

    @Override
    public boolean delete(Principal holder) {
        return transactionTemplate.executeDurably(() -> {
            presence.changed();
            return rows.remove(holder.toString()) > 0;
        });
    }
}
