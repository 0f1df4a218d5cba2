package dev.atelier.persistence.audit;

import dev.atelier.application.Cursor;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.audit.AuditEntry;
import dev.atelier.application.audit.AuditLog.Filter;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.FirstPage;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pages of audit entries. The statement is composed per filter: the database chooses its index only if unused conditions
 * are left out.
 */
@Singleton
final class AuditQuery {

    private final JdbcOperations jdbc;
    private final TransactionOperations<Connection> transactions;

    AuditQuery(JdbcOperations jdbc, TransactionOperations<Connection> transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    /** The entries after the cursor, newest first. */
    List<AuditEntry> find(Filter filter, Optional<Cursor> after, int limit) {
        Condition condition = new Condition(filter, FirstPage.of(after));
        return transactions.executeRead(status -> jdbc.prepareStatement(condition.statement(), statement -> {
            condition.bind(statement, limit);
            try (ResultSet found = statement.executeQuery()) {
                return jdbc.entityStream(found, AuditEntity.class)
                        .map(AuditEntity::toEntry)
                        .toList();
            }
        }));
    }

    /** A filter and a cursor as SQL with its values. */
    static final class Condition {

        private final List<String> parts = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        Condition(Filter filter, Cursor after) {
            filter.user().map(UserName::value).ifPresent(user -> add("user_name = ?", user));
            filter.action().map(AuditAction::word).ifPresent(action -> add("action = ?", action));
            filter.subjectType().ifPresent(type -> add("subject_type = ?", type));
            filter.subject().ifPresent(subject -> add("subject = ?", subject));
            filter.from().ifPresent(from -> add("created >= ?", utc(from)));
            filter.to().ifPresent(to -> add("created < ?", utc(to)));
            // Redundant, but an index is entered by it.
            add("created <= ?", utc(after.created()));
            add("(created < ? or id < ?)", utc(after.created()));
            values.add(after.id());
        }

        String statement() {
            return "select * from audit_entry where " + String.join(" and ", parts)
                    + " order by created desc, id desc fetch first ? rows only";
        }

        void bind(PreparedStatement statement, int limit) throws SQLException {
            int next = 1;
            for (Object value : values) {
                statement.setObject(next++, value);
            }
            statement.setInt(next, limit);
        }

        private void add(String part, Object value) {
            parts.add(part);
            values.add(value);
        }

        private static OffsetDateTime utc(Instant time) {
            return time.atOffset(ZoneOffset.UTC);
        }
    }
}
