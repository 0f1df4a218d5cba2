package dev.atelier.persistence.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/** A separate PostgreSQL that admits {@code postgres} without a password and all others by password only. */
public final class PasswordPostgres implements AutoCloseable {

    public static final String USER = "atelier";

    private final EmbeddedPostgres postgres;
    private final Path rules;

    private PasswordPostgres(EmbeddedPostgres postgres, Path rules) {
        this.postgres = postgres;
        this.rules = rules;
    }

    /** Starts it with one user beside {@code postgres}, {@link #USER}, who owns the database. */
    public static PasswordPostgres start(String password) throws IOException, SQLException {
        return start(password, Map.of());
    }

    public static PasswordPostgres start(String password, Map<String, String> config) throws IOException, SQLException {
        Path rules = Files.createTempFile("pg_hba", ".conf");
        Files.writeString(rules, "local all all trust\nhost all postgres all trust\nhost all all all scram-sha-256\n");
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setServerConfig("hba_file", rules.toString());
        config.forEach(builder::setServerConfig);
        PasswordPostgres postgres = new PasswordPostgres(builder.start(), rules);
        postgres.execute("create role " + USER + " login password '" + password + "'");
        postgres.execute("create database " + USER + " owner " + USER);
        return postgres;
    }

    public int port() {
        return postgres.getPort();
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port() + "/" + USER;
    }

    /** Changes the user's password; open connections stay. */
    public void password(String password) throws SQLException {
        execute("alter role " + USER + " password '" + password + "'");
    }

    /** Terminates the user's connections. */
    public void disconnect() throws SQLException {
        execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + USER + "'");
    }

    /** How many connections the user has. */
    public int connections() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from pg_stat_activity where usename = '" + USER + "'")) {
            row.next();
            return row.getInt(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
        Files.delete(rules);
    }
}
