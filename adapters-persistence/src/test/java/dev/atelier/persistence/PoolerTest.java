package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.atelier.application.NotificationBus;
import dev.atelier.persistence.testing.PersistenceFixture;
import dev.atelier.persistence.testing.PgBouncer;
import dev.atelier.persistence.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Statements and notifications through a real PgBouncer. */
@Tag("slow")
class PoolerTest {

    private static final Duration USUAL = Duration.ofSeconds(1);

    private final Logger logger = (Logger) LoggerFactory.getLogger(PostgresNotificationBus.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void capture() {
        assumeThat(PgBouncer.isInstalled())
                .as("PgBouncer is not installed here")
                .isTrue();
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void release() {
        logger.detachAppender(log);
    }

    @Test
    void inTransactionModePollsAreMoreFrequentAndOneSentenceSaysWhy() throws IOException {
        try (PgBouncer pooler = PgBouncer.start("transaction", TestDatabase.postgresPort());
                PersistenceFixture replica = through(pooler, database() + "?prepareThreshold=0")) {
            NotificationBus bus = replica.bean(NotificationBus.class);
            await().untilAsserted(() -> assertThat(bus.pollInterval(USUAL)).isLessThan(Duration.ofMillis(300)));
            await().atMost(Duration.ofSeconds(30)).until(() -> !messages().isEmpty());

            assertThat(messages()).singleElement().asString().contains("Notifications do not arrive", "PgBouncer");
            assertThat(bus.pollInterval(Duration.ofMillis(10))).isEqualTo(Duration.ofMillis(10));
        }
    }

    @Test
    void inSessionModeNotificationsArriveAndNothingIsSaid() throws Exception {
        try (PgBouncer pooler = PgBouncer.start("session", TestDatabase.postgresPort());
                PersistenceFixture replica = through(pooler, database());
                PersistenceFixture other = replica.replica()) {
            CompletableFuture<Void> heard = other.bean(NotificationBus.class).nextNotification("topic");
            await().until(() -> {
                replica.bean(NotificationBus.class).publish("topic");
                return heard.isDone();
            });
            TimeUnit.SECONDS.sleep(3); // the first check of itself has ended by then

            assertThat(replica.bean(NotificationBus.class).pollInterval(USUAL)).isEqualTo(USUAL);
            assertThat(messages()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server_round_robin = 0", "server_round_robin = 1"})
    void inTransactionModeNothingStartsWithNamedStatements(String line) throws IOException {
        String database = database();
        try (PgBouncer pooler = PgBouncer.start("transaction", TestDatabase.postgresPort(), line);
                PersistenceFixture other = through(pooler, database + "?prepareThreshold=0")) {
            assertThat(other.ask("select 1")).isEqualTo("1");

            assertThatThrownBy(() -> through(pooler, database))
                    .hasStackTraceContaining("prepared statements are lost between transactions");
        }
    }

    @Test
    void norDoesItBehindASingleConnection() throws IOException {
        try (PgBouncer pooler = PgBouncer.start("transaction", TestDatabase.postgresPort(), "default_pool_size = 1")) {
            assertThatThrownBy(() -> through(pooler, database()))
                    .hasStackTraceContaining("prepared statements are lost between transactions");
        }
    }

    private static PersistenceFixture through(PgBouncer pooler, String database) {
        return PersistenceFixture.on(TestDatabase.POSTGRES, pooler.url(database));
    }

    private static String database() {
        return TestDatabase.POSTGRES.emptyDatabase().replaceAll(".*/([a-z0-9]+).*", "$1");
    }

    private List<String> messages() {
        return List.copyOf(log.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
