package dev.atelier.persistence.audit;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.audit.AuditLog;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The log in {@code audit_entry}. The repositories that a change uses take part in its transaction. */
@Singleton
final class JdbcAuditLog implements AuditLog {

    private final AuditDao rows;
    private final AuditQuery query;
    private final TransactionTemplate transactionTemplate;

    JdbcAuditLog(AuditDao rows, AuditQuery query, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.query = query;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public <T> T change(Supplier<T> change, Function<T, Collection<AuditEntry>> entries) {
        return transactionTemplate.executeDurably(() -> {
            T result = change.get();
            entries.apply(result).forEach(entry -> rows.save(AuditEntity.of(entry)));
            return result;
        });
    }

    @Override
    public Page<AuditEntry> page(Filter filter, Optional<Cursor> after, int limit) {
        return Page.cut(query.find(filter, after, limit + 1), limit, entry -> new Cursor(entry.time(), entry.id()));
    }

    @Override
    public int removeBefore(Instant time, int most) {
        return transactionTemplate.executeDurably(() -> rows.removeBefore(time, most));
    }
}
