package dev.atelier.persistence.usage;

import dev.atelier.application.usage.UsageDimension;
import dev.atelier.application.usage.UsageTotal;
import dev.atelier.application.usage.UsageTotals;
import dev.atelier.domain.access.UserName;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.jdbc.runtime.PreparedStatementCallback;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Totals of {@code usage_day}, whose primary key begins with the day. */
@Singleton
final class JdbcUsageTotals implements UsageTotals {

    private static final String REMOVE =
            "delete from usage_day where on_day = (select min(on_day) from usage_day where on_day < ?)";

    private final JdbcOperations jdbc;
    private final TransactionOperations<Connection> transactions;
    private final TransactionTemplate transactionTemplate;

    JdbcUsageTotals(
            JdbcOperations jdbc,
            TransactionOperations<Connection> transactions,
            TransactionTemplate transactionTemplate) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public List<UsageTotal> ascending(Filter filter, Set<UsageDimension> by, Optional<List<String>> after, int limit) {
        Statement statement = new Statement(filter, EnumSet.copyOf(by), after);
        return transactions.executeRead(status ->
                jdbc.prepareStatement(statement.sql(), (PreparedStatementCallback<List<UsageTotal>>) prepared -> {
                    statement.bind(prepared, limit);
                    return LeasedRows.read(prepared, statement::read);
                }));
    }

    @Override
    public boolean removeOldest(LocalDate before) {
        return transactionTemplate.executeDurably(() -> jdbc.prepareStatement(REMOVE, statement -> {
            statement.setObject(1, before);
            return statement.executeUpdate() > 0;
        }));
    }

    /** A filter as SQL with its values. */
    static final class Statement {

        private final List<UsageDimension> by;
        private final List<String> conditions = new ArrayList<>();
        private final List<Object> values = new ArrayList<>();

        Statement(Filter filter, EnumSet<UsageDimension> dimensions, Optional<List<String>> after) {
            by = List.copyOf(dimensions);
            add("on_day >= ?", filter.from());
            add("on_day <= ?", filter.to());
            filter.user().map(UserName::value).ifPresent(user -> add("user_name = ?", user));
            filter.model().ifPresent(model -> add("model = ?", model));
            after.ifPresent(this::goOnAfter);
        }

        private void goOnAfter(List<String> key) {
            conditions.add("(" + columns() + ") > (" + String.join(", ", Collections.nCopies(by.size(), "?")) + ")");
            for (int i = 0; i < by.size(); i++) {
                values.add(by.get(i) == UsageDimension.DAY ? LocalDate.parse(key.get(i)) : key.get(i));
            }
        }

        String sql() {
            return "select " + columns()
                    + ", sum(succeeded), sum(failed), sum(canceled), sum(images), sum(compute_millis)"
                    + " from usage_day where " + String.join(" and ", conditions) + " group by " + columns()
                    + " order by " + columns() + " fetch first ? rows only";
        }

        private String columns() {
            return by.stream().map(Statement::column).collect(Collectors.joining(", "));
        }

        private static String column(UsageDimension dimension) {
            return switch (dimension) {
                case DAY -> "on_day";
                case USER -> "user_name";
                case MODEL -> "model";
                case ENDPOINT -> "endpoint_name";
            };
        }

        void bind(PreparedStatement statement, int limit) throws SQLException {
            int next = 1;
            for (Object value : values) {
                statement.setObject(next++, value);
            }
            statement.setInt(next, limit);
        }

        private UsageTotal read(ResultSet row) throws SQLException {
            int next = 1;
            Map<UsageDimension, String> key = new EnumMap<>(UsageDimension.class);
            for (UsageDimension dimension : by) {
                key.put(
                        dimension,
                        dimension == UsageDimension.DAY
                                ? row.getObject(next++, LocalDate.class).toString()
                                : row.getString(next++));
            }
            return new UsageTotal(
                    key,
                    row.getLong(next++),
                    row.getLong(next++),
                    row.getLong(next++),
                    row.getLong(next++),
                    Duration.ofMillis(row.getLong(next)));
        }

        private void add(String condition, Object value) {
            conditions.add(condition);
            values.add(value);
        }
    }
}
