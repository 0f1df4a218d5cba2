package dev.atelier.persistence.outage;

import dev.atelier.persistence.ForwardingDataSource;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Has the pool refuse connections at once while the database does not answer. While it answers and all connections are in
 * use, callers wait.
 */
@Singleton
final class WatchedPool implements BeanCreatedEventListener<DataSource>, Ordered {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final DatabaseWatch watch;

    WatchedPool(DatabaseWatch watch) {
        this.watch = watch;
    }

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        DataSource pool = event.getBean();
        return new ForwardingDataSource(pool) {

            @Override
            public Connection getConnection() throws SQLException {
                return connection(pool);
            }

            @Override
            public Connection getConnection(String username, String password) throws SQLException {
                return connection(pool);
            }
        };
    }

    private Connection connection(DataSource pool) throws SQLException {
        long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            watch.requireAnswers();
            try {
                return pool.getConnection();
            } catch (SQLTransientConnectionException e) {
                if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    /** First: what contexts of transactions wrap is the pool as it is here. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
