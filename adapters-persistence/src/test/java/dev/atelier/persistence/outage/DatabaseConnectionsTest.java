package dev.atelier.persistence.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.persistence.testing.BreakablePostgres;
import dev.atelier.persistence.testing.PersistenceFixture;
import dev.atelier.persistence.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class DatabaseConnectionsTest {

    @TempDir
    Path folder;

    private BreakablePostgres postgres;
    private PersistenceFixture persistence;
    private DatabaseConnections connections;

    @BeforeEach
    void start() throws IOException {
        postgres = BreakablePostgres.start(folder.resolve("rows"));
        try (PersistenceFixture usual = PersistenceFixture.on(TestDatabase.POSTGRES, postgres.url())) {
            // As a function: with nothing of its own in the background.
            persistence =
                    usual.replica(Map.of("atelier.database.listen", false, "datasources.default.minimum-idle", 0));
        }
        connections = persistence.bean(DatabaseConnections.class);
    }

    @AfterEach
    void stop() throws IOException {
        persistence.close();
        postgres.close();
    }

    @Test
    void onceClosedTheServerSeesNoneUntilTheNextStatement() {
        assertThat(persistence.ask("select 1")).isEqualTo("1");
        await().until(() -> atTheServer() > 1); // the pool's and that of the watch

        connections.close();

        await().during(Duration.ofSeconds(1)).until(() -> atTheServer() == 0);
        connections.reopen();
        assertThat(persistence.ask("select 1")).isEqualTo("1");
        await().until(() -> atTheServer() > 1);
    }

    @Test
    void theDatabaseIsWatchedAgainOnceReopened() throws IOException {
        connections.close();
        connections.reopen();

        postgres.freeze();

        assertThatThrownBy(() -> persistence.ask("select 1")).hasStackTraceContaining("does not answer");
        postgres.comeBack();
    }

    private int atTheServer() throws SQLException {
        try (Connection own = DriverManager.getConnection(postgres.url(), BreakablePostgres.USER, "");
                Statement statement = own.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from pg_stat_activity"
                        + " where backend_type = 'client backend' and pid <> pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
