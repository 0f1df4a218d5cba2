package dev.atelier.persistence.outage;

import dev.atelier.persistence.ForwardingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The database as the pool uses it: its connections are watched from the first one on. */
final class WatchedDataSource extends ForwardingDataSource {

    private final DataSource physical;
    private final DatabaseWatch watch;
    private final boolean hasTimeoutOfItsOwn;

    WatchedDataSource(DataSource physical, DatabaseWatch watch, boolean hasTimeoutOfItsOwn) {
        super(physical);
        this.physical = physical;
        this.watch = watch;
        this.hasTimeoutOfItsOwn = hasTimeoutOfItsOwn;
    }

    @Override
    public Connection getConnection() throws SQLException {
        watch.awaitReturn();
        return watched(physical.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        watch.awaitReturn();
        return watched(physical.getConnection(username, password));
    }

    /** The timeout is for making the connection, not for statements. */
    private Connection watched(Connection connection) throws SQLException {
        if (!hasTimeoutOfItsOwn) {
            connection.setNetworkTimeout(Runnable::run, 0);
        }
        watch.add(connection, physical);
        return connection;
    }
}
