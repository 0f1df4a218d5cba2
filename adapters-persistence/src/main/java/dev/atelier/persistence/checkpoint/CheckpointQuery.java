package dev.atelier.persistence.checkpoint;

import dev.atelier.application.Cursor;
import dev.atelier.application.checkpoint.CheckpointLookup.HashedFile;
import dev.atelier.application.checkpoint.CheckpointRepository.Filter;
import dev.atelier.application.checkpoint.CheckpointRepository.Slice;
import dev.atelier.application.checkpoint.CheckpointSearch;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelHashes;
import dev.atelier.persistence.LeasedRows;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

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

    /** A file of a checkpoint, and the SHA-256 of its bytes. */
    record Hashed(UUID checkpoint, int position, String sha256) {

        HashedFile of(Checkpoint read) {
            return new HashedFile(read, read.files().get(position).name(), sha256);
        }
    }

    /** The files of the checkpoints that match the filter with this hash, some if there are many. */
    List<Hashed> hashed(Filter filter, String hash, int limit) {
        return transactions.executeRead(status -> {
            Set<Hashed> found = new LinkedHashSet<>();
            Condition.hashes(hash).forEach((table, column) -> {
                String sql = "select h.checkpoint_id, h.position, h.sha256 from " + table
                        + " h join checkpoint c on c.id = h.checkpoint_id";
                found.addAll(hashed(sql, new Condition(filter).hash("h." + column, hash), limit));
            });
            return found.stream().limit(limit).toList();
        });
    }

    private List<Hashed> hashed(String sql, Condition condition, int limit) {
        return jdbc.prepareStatement(sql + condition.sql() + " fetch next ? rows only", statement -> {
            statement.setInt(condition.bind(statement), limit);
            return LeasedRows.read(
                    statement, row -> new Hashed(row.getObject(1, UUID.class), row.getInt(2), row.getString(3)));
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

        private final List<String> parts = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        private Condition() {}

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

        /** The columns that can have it, by their table: the digest is known of most files before they are read for the rest. */
        static Map<String, String> hashes(String hash) {
            return switch (hash.length()) {
                case ModelHashes.LEGACY_LENGTH -> Map.of("model_hash", "legacy");
                case ModelHashes.AUTO_V3_LENGTH -> Map.of("model_hash", "auto_v3");
                default -> Map.of("model_hash", "auto_v2", "checkpoint_file", "sha256");
            };
        }

        private void hash(String hash) {
            List<Condition> found = new ArrayList<>();
            List<String> selects = new ArrayList<>();
            hashes(hash).forEach((table, column) -> {
                Condition one = new Condition().hash(column, hash);
                found.add(one);
                selects.add("select checkpoint_id from " + table + one.sql());
            });
            parts.add("c.id in (" + String.join(" union all ", selects) + ")");
            found.forEach(one -> values.addAll(one.values));
        }

        /** Where this column of one of {@link #hashes} has it, or begins with it. */
        Condition hash(String column, String hash) {
            boolean isWhole = hash.length() == ModelHashes.SHA256_LENGTH;
            if (column.endsWith("sha256") && !isWhole) {
                // No digit is after f.
                parts.add(column + " >= ? and " + column + " < ?");
                values.addAll(List.of(hash, hash + "g"));
            } else if (column.endsWith("auto_v2") && isWhole) {
                parts.add(column + " = ? and " + column.replace("auto_v2", "sha256") + " = ?");
                values.addAll(List.of(hash.substring(0, ModelHashes.AUTO_V2_LENGTH), hash));
            } else {
                parts.add(column + " = ?");
                values.add(hash);
            }
            return this;
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
