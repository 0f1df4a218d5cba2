package dev.atelier.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.persistence.testing.PersistenceFixture;
import dev.atelier.persistence.testing.TestDatabase;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class PostgresNotificationBusTest {

    private final PersistenceFixture one = PersistenceFixture.on(TestDatabase.POSTGRES);
    private final PersistenceFixture other = one.replica();

    @AfterEach
    void close() {
        other.close();
        one.close();
    }

    @Test
    void wakesThoseWhoWaitAtAnotherReplica() {
        CompletableFuture<Void> unrelated = signals(other).nextNotification("unrelated");

        assertThat(isHeard()).isCompleted();

        assertThat(unrelated).isNotDone();
    }

    @Test
    void aReplicaWithoutWorkersHearsAndIsHeard() {
        try (PersistenceFixture idle = one.replica(Map.of("atelier.workers.enabled", "false"))) {
            assertThat(isHeard(one, idle)).isCompleted();
            assertThat(isHeard(idle, one)).isCompleted();
        }
    }

    @Test
    void listensAgainAfterTheDatabaseHasHungUp() {
        isHeard();

        one.ask("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                + " where datname = current_database() and pid <> pg_backend_pid()");

        assertThat(isHeard()).isCompleted();
    }

    @Test
    void noThreadOutlivesItsInstallation() {
        Set<Thread> before = threads();
        PersistenceFixture third = one.replica();
        signals(third);
        await().until(() -> begun(before).size() == 2);
        Set<Thread> ofThird = begun(before);

        third.close();

        await().untilAsserted(() -> assertThat(threads()).doesNotContainAnyElementsOf(ofThird));
    }

    /** A topic published before the listener is ready is lost, so publishing is repeated until one arrives. */
    private CompletableFuture<Void> isHeard() {
        return isHeard(one, other);
    }

    private static CompletableFuture<Void> isHeard(PersistenceFixture from, PersistenceFixture to) {
        CompletableFuture<Void> heard = signals(to).nextNotification("topic");
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            signals(from).publish("topic");
            return heard.isDone();
        });
        return heard;
    }

    private static NotificationBus signals(PersistenceFixture persistenceFixture) {
        return persistenceFixture.bean(NotificationBus.class);
    }

    private static Set<Thread> begun(Set<Thread> before) {
        Set<Thread> begun = threads();
        begun.removeAll(before);
        return begun;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("atelier-notifications"))
                .collect(Collectors.toCollection(HashSet::new));
    }
}
