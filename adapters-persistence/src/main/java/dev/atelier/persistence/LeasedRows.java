package dev.atelier.persistence;

import dev.atelier.application.queue.Claim;
import io.micronaut.data.exceptions.DataAccessException;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.jdbc.runtime.PreparedStatementCallback;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The claims on the rows of a table. A claim holds while the row's {@code attempt} is its token and the row fits {@link
 * Table#held}. Times are the database's, so that replicas agree on them. Thread-safe.
 *
 * <p>Rows are locked by their key: {@code select … fetch first 1 rows only for update skip locked} makes H2 lock every
 * row that fits, and a second worker would find an empty queue.
 *
 * @param <K> identifies a job
 */
public final class LeasedRows<K> {

    /** SQL for the end of a lease, or of a pause; its parameter is {@link DatabaseClock#seconds}. */
    public static final String UNTIL = DatabaseClock.SQL.replace(":seconds", "?");

    /** How many rows are read at once, which is how many workers can claim at the same time without conflict. */
    public static final int CANDIDATES = 16;

    private final JdbcOperations jdbc;
    private final TransactionTemplate transactionTemplate;
    private final Table table;
    private final Function<K, UUID> key;

    /**
     * What differs between the tables.
     *
     * @param free condition of a row that may be claimed
     * @param held condition, beside its attempt, of a row whose claim holds; {@code true} for none
     * @param take assignments of a claim, beside attempt and lease
     */
    public record Table(String name, String key, String lease, String free, String held, String take) {

        private String fence() {
            return " where " + key + " = ? and attempt = ? and " + held;
        }
    }

    /** Makes a claim of a row and its attempt. */
    @FunctionalInterface
    public interface ClaimReader<C> {

        /** @return null from a reader of {@link LeasedRows#claimFirst}: the row is no candidate any more, and is left */
        C read(int attempt, ResultSet row) throws SQLException;
    }

    public LeasedRows(
            JdbcOperations jdbc, TransactionTemplate transactionTemplate, Table table, Function<K, UUID> key) {
        this.jdbc = jdbc;
        this.transactionTemplate = transactionTemplate;
        this.table = table;
        this.key = key;
    }

    /** Runs statements that claim a row; empty also when a concurrent claim violates a unique constraint. */
    public static <C> Optional<C> unlessTaken(Supplier<Optional<C>> statements) {
        try {
            return statements.get();
        } catch (DataAccessException e) {
            if (SqlStates.isUniqueViolation(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * The first rows that may be claimed, read without locks.
     *
     * @param rest what follows the condition: further ones, and the order
     */
    public List<UUID> candidates(String rest, Object... values) {
        String sql = "select " + table.key() + " from " + table.name() + " where " + table.free() + " " + rest
                + " fetch first " + CANDIDATES + " rows only";
        return query(sql, row -> row.getObject(1, UUID.class), values);
    }

    /**
     * Claims the first candidate that may still be claimed and is not locked by another transaction. Runs in the
     * caller's transaction.
     *
     * @param values the parameters of {@link Table#take}
     */
    public <C extends Claim<K>> Optional<C> claimFirst(
            List<UUID> candidates, Duration lease, ClaimReader<C> reader, Object... values) {
        String lock = "select * from " + table.name() + " where " + table.key() + " = ? and " + table.free()
                + " for update skip locked";
        for (UUID candidate : candidates) {
            List<C> claims = query(lock, row -> reader.read(row.getInt("attempt") + 1, row), candidate);
            if (!claims.isEmpty() && claims.get(0) != null) {
                take(candidate, lease, values);
                return Optional.of(claims.get(0));
            }
        }
        return Optional.empty();
    }

    /** The claim on the row that fits the condition, at most one. Runs in the caller's transaction. */
    public <C extends Claim<K>> Optional<C> find(String condition, ClaimReader<C> reader, Object... values) {
        String sql = "select * from " + table.name() + " where " + condition;
        return query(sql, row -> reader.read(row.getInt("attempt"), row), values).stream()
                .findFirst();
    }

    /** Claims the row, waiting for its lock; false when it may not be claimed. Runs in the caller's transaction. */
    public boolean take(UUID row, Duration lease, Object... values) {
        return execute(
                "update " + table.name() + " set " + table.take() + ", attempt = attempt + 1, " + table.lease() + " = "
                        + UNTIL + " where " + table.key() + " = ? and " + table.free(),
                values,
                DatabaseClock.seconds(lease),
                row);
    }

    /** Renews the lease from now; false when the claim is lost. */
    public boolean renew(Claim<K> claim, Duration lease) {
        return update(claim, table.lease() + " = " + UNTIL, DatabaseClock.seconds(lease));
    }

    /** Changes the row; false, with nothing changed, when the claim is lost. */
    public boolean update(Claim<K> claim, String assignments, Object... values) {
        return ifHeld(claim, "update " + table.name() + " set " + assignments, values);
    }

    /** Deletes the row; false, with nothing changed, when the claim is lost. */
    public boolean remove(Claim<K> claim) {
        return ifHeld(claim, "delete from " + table.name());
    }

    private boolean ifHeld(Claim<K> claim, String statement, Object... values) {
        return transactionTemplate.execute(
                () -> execute(statement + table.fence(), values, key.apply(claim.job()), claim.token()));
    }

    private boolean execute(String sql, Object[] first, Object... then) {
        return jdbc.prepareStatement(sql, statement -> {
            bind(statement, then, bind(statement, first, 1));
            return statement.executeUpdate() > 0;
        });
    }

    private <T> List<T> query(String sql, RowReader<T> reader, Object... values) {
        return jdbc.prepareStatement(sql, (PreparedStatementCallback<List<T>>) statement -> {
            bind(statement, values, 1);
            return read(statement, reader);
        });
    }

    private static int bind(PreparedStatement statement, Object[] values, int from) throws SQLException {
        int next = from;
        for (Object value : values) {
            statement.setObject(next++, value);
        }
        return next;
    }

    /** Reads a row of a result. */
    @FunctionalInterface
    public interface RowReader<T> {

        T read(ResultSet row) throws SQLException;
    }

    /** Runs the query and reads all rows. */
    public static <T> List<T> read(PreparedStatement statement, RowReader<T> reader) throws SQLException {
        List<T> all = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                all.add(reader.read(row));
            }
        }
        return all;
    }
}
