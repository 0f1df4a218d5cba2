package dev.atelier.persistence;

import dev.atelier.persistence.copy.DatabaseCopy;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Switches Flyway off where nothing is to be migrated: to find that out, it takes a tenth of the start of a function. */
@Singleton
final class SchemaVersionCheck implements BeanCreatedEventListener<DataSource>, Ordered {

    /** That of the newest file in {@code db/migration}. */
    static final int NEWEST = 38;

    private static final Logger LOG = LoggerFactory.getLogger(SchemaVersionCheck.class);

    private final BeanProvider<FlywayConfigurationProperties> flyway;

    SchemaVersionCheck(BeanProvider<FlywayConfigurationProperties> flyway) {
        this.flyway = flyway;
    }

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        if (isCurrent(event.getBean())) {
            flyway.ifPresent(properties -> properties.setEnabled(false));
        } else {
            rejectUnfinishedCopy(event.getBean());
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

    /** Flyway would propose to take the tables for those of an older version. */
    private static void rejectUnfinishedCopy(DataSource database) {
        try (Connection connection = database.getConnection();
                ResultSet history = connection
                        .getMetaData()
                        .getTables(null, connection.getSchema(), DatabaseCopy.HISTORY_OF_UNFINISHED, null)) {
            if (history.next()) {
                throw new IllegalStateException("a copy of the rows to the database that atelier.database.url names is"
                        + " unfinished; repeat atelier database copy, which continues it");
            }
        } catch (SQLException e) {
            LOG.debug("The tables could not be listed", e);
        }
    }

    /** Before Flyway's listener. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE + 1;
    }
}
