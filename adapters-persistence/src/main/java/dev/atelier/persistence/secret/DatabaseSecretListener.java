package dev.atelier.persistence.secret;

import com.zaxxer.hikari.util.DriverDataSource;
import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/** Configures the pool to connect with the database's secret, if one is set. */
@Singleton
final class DatabaseSecretListener implements BeanCreatedEventListener<DatasourceConfiguration> {

    private final BeanProvider<SecretsConfiguration> configuration;
    private final BeanProvider<SecretsManager> secrets;
    private final BeanProvider<JsonColumnCodec> json;

    DatabaseSecretListener(
            BeanProvider<SecretsConfiguration> configuration,
            BeanProvider<SecretsManager> secrets,
            BeanProvider<JsonColumnCodec> json) {
        this.configuration = configuration;
        this.secrets = secrets;
        this.json = json;
    }

    @Override
    public DatasourceConfiguration onCreated(BeanCreatedEvent<DatasourceConfiguration> event) {
        DatasourceConfiguration pool = event.getBean();
        String id = configuration.get().database();
        if (id == null) {
            return pool;
        }
        if (pool.getConfiguredPassword() != null
                && !pool.getConfiguredPassword().isEmpty()) {
            throw new IllegalArgumentException(
                    "both " + DatabaseSecret.SETTING + " and atelier.database.password are set; set one of them");
        }
        DatabaseSecret secret = new DatabaseSecret(secrets.get(), json.get(), id);
        DatabaseLogin login = secret.current();
        pool.setDataSource(new RotatingDataSource(
                new DriverDataSource(
                        pool.getUrl(),
                        pool.getDriverClassName(),
                        pool.getDataSourceProperties(),
                        login.username(),
                        login.password()),
                secret));
        return pool;
    }
}
