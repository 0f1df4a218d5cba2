package dev.atelier.persistence.testing;

import io.micronaut.context.ApplicationContext;
import io.micronaut.jdbc.DataSourceResolver;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import javax.sql.DataSource;

/**
 * The adapter on a database, configured like an installation, but in an unusual time zone that exposes conversion
 * errors.
 */
public final class PersistenceFixture implements AutoCloseable {

    private static final List<String> TABLES = List.of(
            "webhook",
            "import_credential",
            "outbox_event",
            "idempotency_record",
            "merge_job",
            "training_job",
            "stopped_training",
            "inference_queue",
            "inference_turn",
            "node_loan",
            "inference_job",
            "node_drain",
            "gpu_node",
            "endpoint",
            "model",
            "checkpoint",
            "dataset",
            "quota",
            "quota_use",
            "audit_entry",
            "inference_user_turn",
            "usage_day",
            "queue_sample",
            "node_sample",
            "app_user",
            "app_role",
            "api_key",
            "console_session");

    private final TestDatabase testDatabase;
    private final String url;
    private final boolean own;
    private final ApplicationContext context;

    private PersistenceFixture(
            TestDatabase testDatabase, String url, boolean own, String schema, Map<String, Object> settings) {
        this.testDatabase = testDatabase;
        this.url = url;
        this.own = own;
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(Map.of(
                "datasources.default.url",
                url,
                "datasources.default.username",
                testDatabase.user(),
                "datasources.default.password",
                "",
                "datasources.default.connection-init-sql",
                "set time zone 'America/St_Johns'",
                "flyway.datasources.default.enabled",
                true,
                "flyway.datasources.default.target",
                schema));
        this.context =
                ApplicationContext.builder(all).singletons(Clock.systemUTC()).start();
    }

    /** Creates a database for it. */
    public static PersistenceFixture on(TestDatabase testDatabase) {
        return new PersistenceFixture(testDatabase, testDatabase.emptyDatabase(), true, "latest", Map.of());
    }

    /** On this database, which is not dropped. */
    public static PersistenceFixture on(TestDatabase testDatabase, String url) {
        return new PersistenceFixture(testDatabase, url, false, "latest", Map.of());
    }

    /** On this database, migrated up to this version; without events, which older ones have no table for. */
    public static PersistenceFixture on(TestDatabase testDatabase, String url, int version) {
        return new PersistenceFixture(
                testDatabase, url, false, Integer.toString(version), Map.of("atelier.events.retention", "0s"));
    }

    /** Another replica on the same database. */
    public PersistenceFixture replica() {
        return on(testDatabase, url);
    }

    /** Another replica, with settings of its own. */
    public PersistenceFixture replica(Map<String, Object> settings) {
        return new PersistenceFixture(testDatabase, url, false, "latest", settings);
    }

    public TestDatabase engine() {
        return testDatabase;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public void clear() {
        TABLES.forEach(table -> execute("delete from " + table));
    }

    /** Runs a statement and returns the number of changed rows. */
    public int execute(String sql, Object... values) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int at = 0; at < values.length; at++) {
                statement.setObject(at + 1, values[at]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** @return the first column of the first row, as text */
    public String ask(String sql) {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Sets the parameters of a statement. */
    public interface Binder {
        void bind(PreparedStatement statement) throws SQLException;
    }

    /** The database's plan of a query, in lower case; by indexes, where it can be, also of few rows. */
    public String plan(String query, Binder parameters) {
        StringJoiner plan = new StringJoiner("\n");
        try (Connection connection = connection();
                Statement settings = connection.createStatement()) {
            connection.setAutoCommit(false);
            if (testDatabase == TestDatabase.POSTGRES) {
                settings.execute("set local enable_seqscan = off");
                settings.execute("set local enable_bitmapscan = off");
            }
            try (PreparedStatement statement = connection.prepareStatement("explain " + query)) {
                parameters.bind(statement);
                ResultSet rows = statement.executeQuery();
                while (rows.next()) {
                    plan.add(rows.getString(1).toLowerCase(Locale.ROOT));
                }
            }
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
        return plan.toString();
    }

    public Connection connection() throws SQLException {
        return bean(DataSourceResolver.class).resolve(bean(DataSource.class)).getConnection();
    }

    @Override
    public void close() {
        context.close();
        if (own) {
            testDatabase.drop(url);
        }
    }

    @Override
    public String toString() {
        return testDatabase.name();
    }
}
