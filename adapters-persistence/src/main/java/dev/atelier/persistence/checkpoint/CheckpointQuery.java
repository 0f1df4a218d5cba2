package dev.atelier.persistence.checkpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.checkpoint.CheckpointRepository.Filter;
import dev.atelier.application.checkpoint.CheckpointRepository.Slice;
import dev.atelier.application.checkpoint.CheckpointSearch;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.persistence.Principals;
import dev.atelier.persistence.UtcInstantConverter;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
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

    /** Those after the cursor, newest first. */
    List<Checkpoint> find(Filter filter, Cursor after, int limit) {
        Condition condition = new Condition(filter).after(after);
        return transactions.executeRead(status -> items(condition, 0, limit));
    }

    private List<Checkpoint> items(Condition condition, long offset, int limit) {
        String sql = "select " + CheckpointEntity.COLUMNS + " from checkpoint c" + condition.sql()
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
        return jdbc.prepareStatement("select count(*) from checkpoint c" + condition.sql(), statement -> {
            condition.bind(statement);
            try (ResultSet found = statement.executeQuery()) {
                found.next();
                return found.getLong(1);
            }
        });
    }

    /** A filter as SQL with its values. */
    static final class Condition {

        private static final String OPEN_TO =
                "c.id in (select checkpoint_id from checkpoint_access where principal in (";

        private static final String TERM = "c.id in (select checkpoint_id from checkpoint_term where field = '";
        private static final String HASHED = "c.id in (select checkpoint_id from model_hash where ";

        private final List<String> parts = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        Condition(Filter filter) {
            filter.openTo().forEach(names -> add(OPEN_TO, Principals.columns(names), "))"));
            add("c.type in (", filter.types().stream().map(Enum::name).toList(), ")");
            add("c.status in (", filter.statuses().stream().map(Enum::name).toList(), ")");
            add("c.creator in (", filter.creator().stream().map(UserName::value).toList(), ")");
            search(filter.search());
        }

        private void search(CheckpointSearch search) {
            search.words().forEach(this::name);
            search.family().ifPresent(family -> term("FAMILY", family.name()));
            search.kind().ifPresent(kind -> term("KIND", kind.name()));
            search.base().ifPresent(base -> term("BASE", base));
            search.tag().ifPresent(tag -> term("TAG", tag));
            search.hash().ifPresent(this::hash);
        }

        private void name(String word) {
            CheckpointTerms.of(word).forEach(part -> term("NAME", part));
            add(
                    "exists (select 1 from checkpoint_file f where f.checkpoint_id = c.id and f.stem like ",
                    List.of("%" + word.replaceAll("[!%_]", "!$0") + "%"),
                    " escape '!')");
        }

        private void term(String field, String term) {
            add(TERM + field + "' and term in (", List.of(term), "))");
        }

        private void hash(String hash) {
            switch (hash.length()) {
                case ModelHashes.LEGACY_LENGTH -> add(HASHED + "legacy in (", List.of(hash), "))");
                case ModelHashes.AUTO_V3_LENGTH -> add(HASHED + "auto_v3 in (", List.of(hash), "))");
                default -> {
                    add(HASHED + "auto_v2 in (", List.of(hash.substring(0, ModelHashes.AUTO_V2_LENGTH)), "))");
                    if (hash.length() == ModelHashes.SHA256_LENGTH) {
                        add(HASHED + "checkpoint_id = c.id and sha256 in (", List.of(hash), "))");
                    }
                }
            }
        }

        /** The same, as far as it is after the cursor. */
        Condition after(Cursor cursor) {
            OffsetDateTime created = UtcInstantConverter.utc(cursor.created());
            // Redundant, but an index is entered by it.
            parts.add("c.created <= ?");
            parts.add("(c.created < ? or c.id < ?)");
            values.addAll(List.of(created, created, cursor.id()));
            return this;
        }

        private void add(String before, Collection<String> allowed, String after) {
            if (!allowed.isEmpty()) {
                parts.add(before + String.join(", ", Collections.nCopies(allowed.size(), "?")) + after);
                values.addAll(allowed);
            }
        }

        String sql() {
            return parts.isEmpty() ? "" : " where " + String.join(" and ", parts);
        }

        /** Binds the values and returns the next parameter index. */
        int bind(PreparedStatement statement) throws SQLException {
            for (int at = 0; at < values.size(); at++) {
                statement.setObject(at + 1, values.get(at));
            }
            return values.size() + 1;
        }
    }
}
