package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.persistence.testing.BreakablePostgres;
import dev.atelier.persistence.testing.PgBouncer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service behind a real PgBouncer in transaction mode. */
@Tag("timed")
class PoolerIT {

    @TempDir
    Path folder;

    @BeforeEach
    void needPgBouncer() {
        assumeThat(PgBouncer.isInstalled())
                .as("PgBouncer is not installed here")
                .isTrue();
    }

    @Test
    void withoutTheParameterTheStartFailsWithASentence() throws IOException {
        try (BreakablePostgres postgres = BreakablePostgres.start(folder.resolve("rows"));
                PgBouncer pooler = PgBouncer.start("transaction", postgres.port())) {
            assertThatThrownBy(
                            () -> replica("one", pooler.url("postgres")).brief().start())
                    .hasMessageContaining(
                            "atelier: the database that atelier.database.url (ATELIER_DATABASE_URL) names, "
                                    + pooler.url("postgres")
                                    + ", is behind a pooler that gives each transaction another"
                                    + " connection, such as PgBouncer in transaction mode; add prepareThreshold=0 to")
                    .message()
                    .matches(text -> text.strip().lines().count() == 2);
        }
    }

    @Test
    void aRealTimeInferenceOfAnotherReplicaIsNotLate() throws IOException {
        try (BreakablePostgres postgres = BreakablePostgres.start(folder.resolve("rows"));
                PgBouncer pooler = PgBouncer.start("transaction", postgres.port());
                WebUiSimulator node = WebUiSimulator.start().generatesIn(Duration.ofMillis(20));
                AtelierProcess working = replica("one", pooler.url("postgres") + "?prepareThreshold=0")
                        .with("ATELIER_LOCAL_GPU_NODES", node.url())
                        .start();
                AtelierProcess asked = replica("two", pooler.url("postgres") + "?prepareThreshold=0")
                        .with("ATELIER_LOCAL_GPU_NODES", node.url())
                        .with("ATELIER_WORKERS_ENABLED", false)
                        .start()) {
            working.client().endpoint("fast", "Real-time", 1);
            await().atMost(ApiClient.PATIENCE)
                    .until(() -> working.output().contains("Notifications do not arrive")
                            && asked.output().contains("Notifications do not arrive"));
            Duration ofItsOwn = average(working); // which needs no notification; on a busy machine all take longer

            assertThat(average(asked)).isLessThan(ofItsOwn.plusMillis(800));
        }
    }

    private static Duration average(AtelierProcess asked) {
        int attempts = 5;
        long begin = 0;
        for (int i = 0; i <= attempts; i++) {
            if (i == 1) {
                begin = System.nanoTime(); // the first one warms the replica
            }
            String id = asked.client().createJob("Real-time", WebUiSimulator.FIRST_MODEL, SubmittedJobs.payload(i));
            assertThat(asked.client().start(id).data(200).path("status").asText())
                    .isEqualTo("succeed");
        }
        return Duration.ofNanos(System.nanoTime() - begin).dividedBy(attempts);
    }

    private AtelierProcess.Setup replica(String name, String url) {
        return AtelierProcess.in(folder.resolve(name).resolve("data"))
                .with("ATELIER_DATABASE_URL", url)
                .with("ATELIER_DATABASE_USERNAME", BreakablePostgres.USER)
                .with("ATELIER_FILE_STORE_FOLDER", folder.resolve("shared"));
    }
}
