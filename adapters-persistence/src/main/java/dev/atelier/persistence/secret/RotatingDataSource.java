package dev.atelier.persistence.secret;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;

/**
 * Connects with the login from the secret. When the database rejects it, the secret is read again, so that a password
 * can be rotated while the service runs; open connections stay valid.
 */
final class RotatingDataSource implements DataSource {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(RotatingDataSource.class);

    /** SQLSTATE class for an invalid user or password. */
    private static final String INVALID_AUTHORIZATION = "28";

    private final DataSource database;
    private final DatabaseSecret secret;

    RotatingDataSource(DataSource database, DatabaseSecret secret) {
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

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return database.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        database.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        database.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return database.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("dev.atelier.persistence");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return database.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return database.isWrapperFor(type);
    }
}
