package dev.atelier.persistence;

import io.micronaut.jdbc.DataSourceResolver;
import io.micronaut.transaction.TransactionOperations;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Runs statements together, each time all or none of them. Thread-safe. */
@Singleton
public final class TransactionTemplate {

    private final TransactionOperations<Connection> transactions;
    private final H2DurableFlush checkpoint;

    TransactionTemplate(
            TransactionOperations<Connection> transactions,
            DataSource pool,
            DataSourceResolver resolver,
            DatabaseProduct product) {
        this.transactions = transactions;
        this.checkpoint = product.isH2() ? new H2DurableFlush(resolver.resolve(pool)) : null;
    }

    /** What was written survives the death of this process once this has returned. Not to be called within itself. */
    public <T> T executeDurably(Supplier<T> statements) {
        T result = execute(statements);
        if (checkpoint != null) {
            checkpoint.await();
        }
        return result;
    }

    /** As {@link #executeDurably}, for what does no harm when the death of this process undoes it. */
    public <T> T execute(Supplier<T> statements) {
        return transactions.executeWrite(status -> statements.get());
    }

    @PreDestroy
    void close() {
        if (checkpoint != null) {
            checkpoint.close();
        }
    }
}
