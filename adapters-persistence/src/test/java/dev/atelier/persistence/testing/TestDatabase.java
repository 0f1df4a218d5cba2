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

/** The supported databases, configured as in an installation. */
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
            // It is deleted together with its server.
        }
    };

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String user;

    TestDatabase(String user) {
        this.user = user;
    }

    /** Creates a database and returns its URL. */
    public abstract String emptyDatabase();

    /** Drops a database without connections. */
    public abstract void drop(String url);

    /** A superuser, without a password. */
    public String user() {
        return user;
    }

    /** The port of the PostgreSQL that has all databases. */
    public static int postgresPort() {
        return Server.ONLY.getPort();
    }

    /** One server for the whole test run; it stops with the JVM. */
    private static final class Server {

        private static final EmbeddedPostgres ONLY = start();

        private static EmbeddedPostgres start() {
            try {
                // Autovacuum, which comes when it will, would change what the planner expects of small tables.
                return EmbeddedPostgres.builder()
                        .setServerConfig("autovacuum", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not start", e);
            }
        }
    }
}
