package dev.atelier.persistence;

import io.micronaut.jdbc.DataSourceResolver;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The database product in use, for the few places where PostgreSQL and H2 differ. */
@Singleton
public final class DatabaseProduct {

    private final String name;

    DatabaseProduct(DataSource pool, DataSourceResolver resolver) {
        try (Connection connection = resolver.resolve(pool).getConnection()) {
            name = connection.getMetaData().getDatabaseProductName();
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not report its product name", e);
        }
    }

    public boolean isH2() {
        return name.equals("H2");
    }

    boolean isPostgres() {
        return name.equals("PostgreSQL");
    }
}
