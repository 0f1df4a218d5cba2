package dev.atelier.persistence.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The databases that Atelier runs on, as it runs on them. */
public enum TestDatabase {
    H2("sa") {
        private static final String PREFIX = "jdbc:h2:async:";
        private static final String SETTINGS = ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";

        @Override
        public String emptyDatabase() {
            try {
                return PREFIX + Files.createTempDirectory("atelier-h2").resolve("atelier") + SETTINGS;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void drop(String url) {
            Path folder =
                    Path.of(url.substring(PREFIX.length(), url.indexOf(';'))).getParent();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
                Files.delete(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    POSTGRES("postgres") {
        @Override
        public String emptyDatabase() {
            String name = "atelier" + COUNT.incrementAndGet();
            try (Connection connection = Server.ONLY.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
                return Server.ONLY.getJdbcUrl("postgres", name);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void drop(String url) {
            // It goes with its server.
        }
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String user;

    TestDatabase(String user) {
        this.user = user;
    }

    /** The URL of a new database. */
    public abstract String emptyDatabase();

    /** Removes a database that nobody is connected to any more. */
    public abstract void drop(String url);

    /** Who may do everything there, without a password. */
    public String user() {
        return user;
    }

    /** One server for the run of all tests; it stops with the virtual machine. */
    private static final class Server {

        private static final EmbeddedPostgres ONLY = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not start", e);
            }
        }
    }
}
