package dev.atelier.persistence.load;

import dev.atelier.application.metrics.LoadHistory;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.UtcInstantConverter;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import io.micronaut.data.jdbc.runtime.PreparedStatementCallback;
import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.TreeMap;

/** Samples, in {@code queue_sample} and {@code node_sample}, whose primary keys begin with the time. */
@Singleton
final class JdbcLoadHistory implements LoadHistory {

    static final String QUEUE =
            "select taken, waiting, oldest_millis from queue_sample where taken >= ? order by taken";

    static final String NODES = "select taken, count(*) as nodes, sum(busy_millis) as busy_millis from node_sample"
            + " where taken >= ? group by taken order by taken";

    private static final String ADD_QUEUE =
            "insert into queue_sample (taken, waiting, oldest_millis) values (?, ?, ?) on conflict do nothing";

    private static final String ADD_BUSY =
            "update node_sample set busy_millis = busy_millis + ? where taken = ? and node = ?";

    private static final String BEGIN_BUSY =
            "insert into node_sample (busy_millis, taken, node) values (?, ?, ?) on conflict do nothing";

    private final JdbcOperations jdbc;
    private final TransactionOperations<Connection> transactions;
    private final TransactionTemplate transactionTemplate;

    JdbcLoadHistory(
            JdbcOperations jdbc,
            TransactionOperations<Connection> transactions,
            TransactionTemplate transactionTemplate) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public boolean add(Sample sample) {
        Queue queue = sample.queue();
        OffsetDateTime taken = UtcInstantConverter.utc(queue.at());
        return transactionTemplate.execute(() -> {
            boolean first =
                    run(ADD_QUEUE, taken, queue.waiting(), queue.oldest().toMillis()) > 0;
            // In the same order everywhere, so that replicas do not wait for each other in a circle.
            new TreeMap<>(sample.busy()).forEach((node, busy) -> addBusy(taken, node, busy.toMillis()));
            return first;
        });
    }

    private void addBusy(OffsetDateTime taken, String node, long millis) {
        if (run(BEGIN_BUSY, millis, taken, node) == 0) {
            run(ADD_BUSY, millis, taken, node);
        }
    }

    @Override
    public List<Queue> queue(Instant from) {
        return read(
                QUEUE,
                from,
                row -> new Queue(taken(row), row.getLong("waiting"), Duration.ofMillis(row.getLong("oldest_millis"))));
    }

    @Override
    public List<Nodes> nodes(Instant from) {
        return read(
                NODES,
                from,
                row -> new Nodes(taken(row), row.getInt("nodes"), Duration.ofMillis(row.getLong("busy_millis"))));
    }

    @Override
    public void removeBefore(Instant time) {
        OffsetDateTime before = UtcInstantConverter.utc(time);
        transactionTemplate.execute(() -> run("delete from queue_sample where taken < ?", before)
                + run("delete from node_sample where taken < ?", before));
    }

    private int run(String sql, Object... values) {
        return jdbc.prepareStatement(sql, statement -> {
            for (int at = 0; at < values.length; at++) {
                statement.setObject(at + 1, values[at]);
            }
            return statement.executeUpdate();
        });
    }

    private <T> List<T> read(String sql, Instant from, LeasedRows.RowReader<T> reader) {
        return transactions.executeRead(status ->
                jdbc.prepareStatement(sql, (PreparedStatementCallback<List<T>>) statement -> {
                    statement.setObject(1, UtcInstantConverter.utc(from));
                    return LeasedRows.read(statement, reader);
                }));
    }

    private static Instant taken(ResultSet row) throws SQLException {
        return row.getObject("taken", OffsetDateTime.class).toInstant();
    }
}
