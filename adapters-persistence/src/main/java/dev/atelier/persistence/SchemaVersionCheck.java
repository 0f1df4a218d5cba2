package dev.atelier.persistence;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import io.micronaut.flyway.FlywayConfigurationProperties;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Switches Flyway off where nothing is to be migrated: to find that out, it takes a tenth of the start of a function. */
@Singleton
final class SchemaVersionCheck implements BeanCreatedEventListener<DataSource>, Ordered {

    /** That of the newest file in {@code db/migration}. */
    static final int NEWEST = 31;

    private final BeanProvider<FlywayConfigurationProperties> flyway;

    SchemaVersionCheck(BeanProvider<FlywayConfigurationProperties> flyway) {
        this.flyway = flyway;
    }

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        if (isCurrent(event.getBean())) {
            flyway.ifPresent(properties -> properties.setEnabled(false));
        }
        return event.getBean();
    }

    /** Flyway repeats any error, and says what to do. */
    private static boolean isCurrent(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet applied = statement.executeQuery(
                        "select version, success from flyway_schema_history where version is not null")) {
            boolean current = false;
            while (applied.next()) {
                if (!applied.getBoolean("success")) {
                    return false;
                }
                current |= Integer.parseInt(applied.getString("version")) >= NEWEST;
            }
            return current;
        } catch (SQLException e) {
            return false;
        }
    }

    /** Before Flyway's listener. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 1;
    }
}
