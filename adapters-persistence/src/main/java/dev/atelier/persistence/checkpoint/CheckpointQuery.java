package dev.atelier.persistence.checkpoint;

import dev.atelier.application.checkpoint.CheckpointRepository.Filter;
import dev.atelier.application.checkpoint.CheckpointRepository.Slice;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.persistence.Principals;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * Numbered pages of checkpoints. The statement is composed per filter: the database chooses its index only if unused
 * conditions are left out.
 */
@Singleton
final class CheckpointQuery {

    private final JdbcOperations jdbc;
    private final CheckpointJsonColumns json;
    private final TransactionOperations<Connection> transactions;

    CheckpointQuery(JdbcOperations jdbc, CheckpointJsonColumns json, TransactionOperations<Connection> transactions) {
        this.jdbc = jdbc;
        this.json = json;
        this.transactions = transactions;
    }

    Slice find(Filter filter, int page, int perPage) {
        Condition condition = new Condition(filter);
        return transactions.executeRead(
                status -> new Slice(items(condition, (page - 1L) * perPage, perPage), count(condition)));
    }

    private List<Checkpoint> items(Condition condition, long offset, int limit) {
        String sql = "select " + CheckpointEntity.COLUMNS + " from checkpoint c" + condition.sql
                + " order by c.created desc, c.id desc offset ? rows fetch next ? rows only";
        return jdbc.prepareStatement(sql, statement -> {
            int next = condition.bind(statement);
            statement.setLong(next, offset);
            statement.setInt(next + 1, limit);
            try (ResultSet found = statement.executeQuery()) {
                return jdbc.entityStream(found, CheckpointEntity.class)
                        .map(row -> row.toCheckpoint(json))
                        .toList();
            }
        });
    }

    private long count(Condition condition) {
        return jdbc.prepareStatement("select count(*) from checkpoint c" + condition.sql, statement -> {
            condition.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        });
    }

    /** A filter as SQL with its values. */
    private static final class Condition {

        private static final String OPEN_TO =
                "c.id in (select checkpoint_id from checkpoint_access where principal in (";

        private final List<String> values = new ArrayList<>();
        private final String sql;

        Condition(Filter filter) {
            List<String> parts = new ArrayList<>();
            filter.openTo().forEach(names -> add(parts, OPEN_TO, Principals.columns(names), "))"));
            add(parts, "c.type in (", filter.types().stream().map(Enum::name).toList(), ")");
            add(
                    parts,
                    "c.status in (",
                    filter.statuses().stream().map(Enum::name).toList(),
                    ")");
            add(
                    parts,
                    "c.creator in (",
                    filter.creator().stream().map(UserName::value).toList(),
                    ")");
            sql = parts.isEmpty() ? "" : " where " + String.join(" and ", parts);
        }

        private void add(List<String> parts, String before, Collection<String> allowed, String after) {
            if (!allowed.isEmpty()) {
                parts.add(before + String.join(", ", Collections.nCopies(allowed.size(), "?")) + after);
                values.addAll(allowed);
            }
        }

        /** Binds the values and returns the next parameter index. */
        int bind(PreparedStatement statement) throws SQLException {
            for (int at = 0; at < values.size(); at++) {
                statement.setString(at + 1, values.get(at));
            }
            return values.size() + 1;
        }
    }
}
