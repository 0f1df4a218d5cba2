package dev.atelier.persistence.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.atelier.application.DatabaseOutage;
import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.persistence.testing.BreakablePostgres;
import dev.atelier.persistence.testing.PersistenceFixture;
import dev.atelier.persistence.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Tag("slow")
class DatabaseWatchTest {

    /** Far below the driver's own timeouts; the service's bounds are measured where nothing else runs. */
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private BreakablePostgres postgres;
    private PersistenceFixture persistence;

    @BeforeEach
    void start() throws IOException {
        postgres = BreakablePostgres.start(folder.resolve("rows"));
        persistence = PersistenceFixture.on(TestDatabase.POSTGRES, postgres.url());
    }

    @AfterEach
    void stop() throws IOException {
        persistence.close();
        postgres.close();
    }

    @Test
    void aStatementMayTakeLongerThanTheDatabaseMayBeSilent() {
        assertThat(persistence.ask("select pg_sleep(3) is not null")).isEqualTo("t");
    }

    @Test
    void whatWaitsForAFrozenDatabaseFailsSoon() throws IOException {
        CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> persistence.ask("select pg_sleep(60)"));
        await().until(() -> persistence
                .ask("select count(*) from pg_stat_activity where query = 'select pg_sleep(60)'")
                .equals("1"));

        postgres.freeze();
        long begin = System.nanoTime();
        assertThatThrownBy(running::join)
                .isInstanceOf(CompletionException.class)
                .satisfies(failure -> assertThat(isOutage(failure)).isTrue());
        assertThatThrownBy(this::key)
                .satisfies(failure -> assertThat(isOutage(failure)).isTrue());
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(SOON);

        postgres.comeBack();
        await().atMost(SOON).pollInterval(50, TimeUnit.MILLISECONDS).until(this::isBack);
    }

    @Test
    void eachOutageIsLoggedAtOnce() throws IOException {
        Logger log = (Logger) LoggerFactory.getLogger(DatabaseWatch.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            for (int outages = 1; outages <= 2; outages++) {
                postgres.freeze();
                await().atMost(SOON).until(() -> !isBack());
                postgres.comeBack();
                await().pollInterval(50, TimeUnit.MILLISECONDS).until(this::isBack);

                assertThat(List.copyOf(lines.list))
                        .filteredOn(line -> line.getLevel() == Level.ERROR)
                        .hasSizeGreaterThanOrEqualTo(outages); // a busy machine may bring more
            }
        } finally {
            log.detachAppender(lines);
        }
    }

    @Test
    void aFullPoolIsWaitedForWhileTheDatabaseAnswers() {
        CompletableFuture<?>[] all = new CompletableFuture<?>[20]; // the pool has ten
        for (int i = 0; i < all.length; i++) {
            all[i] = CompletableFuture.runAsync(
                    () -> persistence.ask("select pg_sleep(1)"), task -> new Thread(task).start());
        }
        CompletableFuture.allOf(all).join();
    }

    private boolean isBack() {
        try {
            key();
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    private void key() {
        persistence.bean(ApiKeyRepository.class).find(ApiKey.hash("a key"));
    }

    private boolean isOutage(Throwable failure) {
        return persistence.bean(DatabaseOutage.class).isCauseOf(failure);
    }
}
