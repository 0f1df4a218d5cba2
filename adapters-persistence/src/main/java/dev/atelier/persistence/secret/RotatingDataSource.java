package dev.atelier.persistence.secret;

import dev.atelier.persistence.ForwardingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects with the login from the secret. When the database rejects it, the secret is read again, so that a password
 * can be rotated while the service runs; open connections stay valid.
 */
final class RotatingDataSource extends ForwardingDataSource {

    private static final Logger LOG = LoggerFactory.getLogger(RotatingDataSource.class);

    /** SQLSTATE class for an invalid user or password. */
    private static final String INVALID_AUTHORIZATION = "28";

    private final DataSource database;
    private final DatabaseSecret secret;

    RotatingDataSource(DataSource database, DatabaseSecret secret) {
        super(database);
        this.database = database;
        this.secret = secret;
    }

    @Override
    public Connection getConnection() throws SQLException {
        DatabaseLogin login = secret.current();
        try {
            return connect(login);
        } catch (SQLException e) {
            if (e.getSQLState() == null || !e.getSQLState().startsWith(INVALID_AUTHORIZATION)) {
                throw e;
            }
            return connect(after(login, e));
        }
    }

    /** @return a login that differs from the rejected one */
    private DatabaseLogin after(DatabaseLogin rejected, SQLException e) throws SQLException {
        try {
            DatabaseLogin now = secret.after(rejected);
            if (!now.equals(rejected)) {
                LOG.info("The database rejected user {}; its secret has changed and was read again", now.username());
                return now;
            }
        } catch (UnreadableSecretException unreadable) {
            e.addSuppressed(unreadable);
        }
        throw e;
    }

    private Connection connect(DatabaseLogin login) throws SQLException {
        return database.getConnection(login.username(), login.password());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }
}
