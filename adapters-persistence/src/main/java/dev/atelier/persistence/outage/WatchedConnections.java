package dev.atelier.persistence.outage;

import com.zaxxer.hikari.util.DriverDataSource;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import javax.sql.DataSource;

/** Has {@link DatabaseWatch} watch all connections that the pool makes. */
@Singleton
final class WatchedConnections implements BeanCreatedEventListener<DatasourceConfiguration>, Ordered {

    private final DatabaseWatch watch;

    WatchedConnections(DatabaseWatch watch) {
        this.watch = watch;
    }

    @Override
    public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
        DatasourceConfiguration pool = event.getBean();
        if (PostgresTimeouts.isPostgres(pool)) {
            pool.setDataSource(
                    new WatchedDataSource(physical(pool), watch, pool.getUrl().contains("socketTimeout=")));
        }
        return pool;
    }

    private static DataSource physical(DatasourceConfiguration pool) {
        return pool.getDataSource() != null
                ? pool.getDataSource()
                : new DriverDataSource(
                        pool.getUrl(),
                        pool.getDriverClassName(),
                        pool.getDataSourceProperties(),
                        pool.getUsername(),
                        pool.getPassword());
    }

    /** Last: after the login from a secret. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
