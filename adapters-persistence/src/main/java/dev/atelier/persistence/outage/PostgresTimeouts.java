package dev.atelier.persistence.outage;

import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;

/**
 * How long connecting to PostgreSQL and waiting for the pool may take. Parameters of the URL take precedence. Statements
 * are not limited: {@link DatabaseWatch} ends them when the database is gone.
 */
@Singleton
final class PostgresTimeouts implements BeanCreatedEventListener<DatasourceConfiguration>, Ordered {

    private static final String CONNECT_SECONDS = "2";
    private static final String LOGIN_SECONDS = "5";

    /** {@link WatchedPool} waits again while the database answers. */
    private static final long POOL_MILLIS = 500;

    @Override
    public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
        DatasourceConfiguration pool = event.getBean();
        if (isPostgres(pool)) {
            pool.addDataSourceProperty("tcpKeepAlive", "true");
            pool.addDataSourceProperty("connectTimeout", CONNECT_SECONDS);
            pool.addDataSourceProperty("socketTimeout", LOGIN_SECONDS);
            pool.setConnectionTimeout(POOL_MILLIS);
            pool.setValidationTimeout(POOL_MILLIS);
        }
        return pool;
    }

    static boolean isPostgres(DatasourceConfiguration pool) {
        return pool.getUrl().startsWith("jdbc:postgresql:");
    }

    /** First: others make connections of what is set here. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
