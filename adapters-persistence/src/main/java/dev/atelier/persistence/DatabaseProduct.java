package dev.atelier.persistence;

import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Which database serves this installation, for the few places where the two are not alike. */
@Singleton
final class DatabaseProduct {

    private final String name;

    DatabaseProduct(DataSource pool, DataSourceResolver resolver) {
        try (Connection connection = resolver.resolve(pool).getConnection()) {
            name = connection.getMetaData().getDatabaseProductName();
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not tell what it is", e);
        }
    }

    boolean isH2() {
        return name.equals("H2");
    }

    boolean isPostgres() {
        return name.equals("PostgreSQL");
    }
}
