package dev.atelier.persistence;

import dev.atelier.application.NotificationBus;
import io.micronaut.context.annotation.Value;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/**
 * Wake-up notifications within this process and, on PostgreSQL, between all processes that share the database. H2
 * serves a single process, and a process that is frozen between requests (a function) neither sends nor listens.
 */
@Singleton
public final class DatabaseNotificationBus implements NotificationBus {

    private static final Duration UNHEARD_POLL = Duration.ofMillis(250);

    private final InProcessNotificationBus local = new InProcessNotificationBus();
    private final PostgresNotificationBus replicas;

    DatabaseNotificationBus(
            DataSource pool,
            DataSourceResolver resolver,
            DatabaseProduct product,
            @Value("${atelier.database.listen:true}") boolean listen) {
        replicas = listen && product.isPostgres()
                ? new PostgresNotificationBus(resolver.resolve(pool), local::raise)
                : null;
    }

    @Override
    public void publish(String topic) {
        local.raise(topic);
        if (replicas != null) {
            replicas.publish(topic);
        }
    }

    @Override
    public void publishLocally(String topic) {
        local.raise(topic);
    }

    @Override
    public CompletableFuture<Void> nextNotification(String topic) {
        return local.next(topic);
    }

    @Override
    public Duration pollInterval(Duration usual) {
        return replicas == null || replicas.isHeard() || usual.compareTo(UNHEARD_POLL) < 0 ? usual : UNHEARD_POLL;
    }

    /** Stops the threads that listen and send. */
    @PreDestroy
    void close() {
        if (replicas != null) {
            replicas.close();
        }
    }
}
