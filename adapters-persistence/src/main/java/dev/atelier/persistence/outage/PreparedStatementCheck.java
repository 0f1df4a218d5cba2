package dev.atelier.persistence.outage;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.core.order.Ordered;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the start behind a pooler that gives each transaction another connection of the server's and does not move
 * prepared statements with it. Otherwise statements would fail later, depending on which ran where before.
 *
 * <p>Two connections prepare statements, which have the same names on each, in turn. A pooler either lends them the same
 * connection of the server's, where the name exists already, or lends one of them two, where the name is missing on
 * the second.
 */
@Singleton
final class PreparedStatementCheck implements BeanCreatedEventListener<DataSource>, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(PreparedStatementCheck.class);

    /** SQLSTATEs of a prepared statement that exists already, and of one that does not exist. */
    private static final Set<String> PREPARED_ELSEWHERE = Set.of("42P05", "26000");

    /** Of two connections, so that it finds a pooler that lends the last one used, or the longest unused, of any number. */
    private static final List<Integer> TURNS = List.of(0, 1, 0, 0);

    /** Other clients of the pooler may come in between. */
    private static final int ROUNDS = 5;

    @Override
    public DataSource onCreated(BeanCreatedEvent<DataSource> event) {
        try {
            HikariDataSource pool = event.getBean().unwrap(HikariDataSource.class);
            if (pool.getJdbcUrl().startsWith("jdbc:postgresql:")) {
                check(pool.getDataSource());
            }
        } catch (SQLException e) {
            if (PREPARED_ELSEWHERE.contains(String.valueOf(e.getSQLState()))) {
                throw new IllegalStateException("prepared statements are lost between transactions", e);
            }
            LOG.debug("Prepared statements could not be checked", e);
        }
        return event.getBean();
    }

    private static void check(DataSource database) throws SQLException {
        try (Connection one = database.getConnection()) {
            if (one.unwrap(PGConnection.class).getPrepareThreshold() == 0) {
                return; // no statement gets a name
            }
            try (Connection other = database.getConnection()) {
                List<Connection> connections = List.of(one, other);
                for (Connection connection : connections) {
                    connection.unwrap(PGConnection.class).setPrepareThreshold(1);
                    connection.setAutoCommit(false); // else the driver prepares again what is missing
                }
                for (int round = 0; round < ROUNDS; round++) {
                    for (int turn : TURNS) {
                        prepare(connections.get(turn));
                    }
                }
            }
        }
    }

    private static void prepare(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select 1")) {
            statement.execute();
        }
        connection.commit();
    }

    /** First: what contexts of transactions wrap has no physical connections. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
