package dev.atelier.persistence;

import dev.atelier.application.NotificationBus;
import io.micronaut.context.annotation.Value;
import io.micronaut.jdbc.DataSourceResolver;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/**
 * Hints within this process and, on PostgreSQL, between all that share its database. On H2, which serves one process,
 * there is nobody else to tell; and a process that does nothing between requests neither tells nor listens.
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
            replicas.announce(topic);
        }
    }

    @Override
    public CompletableFuture<Void> nextNotification(String topic) {
        return local.next(topic);
    }

    /** Ends the threads that listen and tell. */
    @PreDestroy
    void close() {
        if (replicas != null) {
            replicas.close();
        }
    }
}
