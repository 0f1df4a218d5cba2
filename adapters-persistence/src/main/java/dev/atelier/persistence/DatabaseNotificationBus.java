package dev.atelier.persistence;

import dev.atelier.application.NotificationBus;
import io.micronaut.context.annotation.Value;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/**
 * Wake-up notifications within this process and, on PostgreSQL, between all processes that share the database. H2
 * serves a single process, and a process without background work (a function) neither sends nor listens.
 */
@Singleton
public final class DatabaseNotificationBus implements NotificationBus {

    private final InProcessNotificationBus local = new InProcessNotificationBus();
    private final PostgresNotificationBus replicas;

    DatabaseNotificationBus(
            DataSource pool,
            DataSourceResolver resolver,
            DatabaseProduct product,
            @Value("${atelier.background:true}") boolean background) {
        replicas = background && product.isPostgres()
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
    public CompletableFuture<Void> nextNotification(String topic) {
        return local.next(topic);
    }

    /** Stops the threads that listen and send. */
    @PreDestroy
    void close() {
        if (replicas != null) {
            replicas.close();
        }
    }
}
