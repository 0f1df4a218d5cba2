package dev.atelier.bootstrap.context;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The database.
 *
 * @param url its JDBC URL
 * @param username the database's user
 * @param password that user's password
 * @param poolSize the maximum number of connections
 * @param listen whether this process exchanges notifications with other replicas
 */
@ConfigurationProperties("atelier.database")
public record DatabaseConfiguration(
        String url,
        @Nullable String username,
        @Nullable String password,
        int poolSize,
        @Bindable(defaultValue = "true") boolean listen) {

    public DatabaseConfiguration {
        if (!url.matches("jdbc:(h2|postgresql):.+") || !hasDriver(url)) {
            throw new ConfigurationException("atelier.database.url is " + withoutSecrets(url)
                    + "; allowed is jdbc:postgresql://host:port/database, or jdbc:h2:… for an embedded one");
        }
        if (poolSize < 1) {
            throw new ConfigurationException("atelier.database.pool-size is " + poolSize + "; allowed is at least 1");
        }
    }

    /** The URL without its parameters and user, which may hold passwords. */
    public String address() {
        return withoutSecrets(url);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "DatabaseConfiguration[" + address() + ", " + username + "]";
    }

    private static String withoutSecrets(String url) {
        return url.replaceAll("[?;].*", "").replaceAll("//[^/@]*@", "//");
    }

    private static boolean hasDriver(String url) {
        try {
            return DriverManager.getDriver(url) != null;
        } catch (SQLException e) {
            return false;
        }
    }
}
