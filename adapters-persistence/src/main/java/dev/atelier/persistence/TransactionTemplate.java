package dev.atelier.persistence;

import io.micronaut.jdbc.DataSourceResolver;
import io.micronaut.transaction.TransactionDefinition;
import io.micronaut.transaction.TransactionOperations;
import io.micronaut.transaction.support.TransactionSynchronization;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** Runs statements in one transaction. Thread-safe. */
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

    /**
     * What was written survives the death of this process once this has returned, or, within a transaction of {@link
     * #executeDurably}, once that one has.
     */
    public <T> T executeDurably(Supplier<T> statements) {
        boolean nested = transactions.findTransactionStatus().isPresent();
        T result = execute(statements);
        if (!nested) {
            flush();
        }
        return result;
    }

    /** Reads what is committed, whatever became of the present transaction; for errors, as it takes another connection. */
    public <T> T readSeparately(Supplier<T> statements) {
        return transactions.execute(
                TransactionDefinition.of(TransactionDefinition.Propagation.REQUIRES_NEW), status -> statements.get());
    }

    /** What was committed before, by whichever thread, survives the death of this process once this has returned. */
    public void flush() {
        if (checkpoint != null) {
            checkpoint.await();
        }
    }

    /** As {@link #executeDurably}, for writes that may be lost when this process dies. */
    public <T> T execute(Supplier<T> statements) {
        return transactions.executeWrite(status -> statements.get());
    }

    /** Runs the action once the present transaction has ended, or at once where there is none. */
    public void afterwards(Runnable action) {
        transactions
                .findTransactionStatus()
                .ifPresentOrElse(status -> status.registerSynchronization(new AfterEnd(action)), action);
    }

    /** As {@link #afterwards}, unless the transaction is rolled back. */
    public void afterCommit(Runnable action) {
        transactions
                .findTransactionStatus()
                .ifPresentOrElse(status -> status.registerSynchronization(new AfterCommit(action)), action);
    }

    private record AfterCommit(Runnable action) implements TransactionSynchronization {

        @Override
        public void afterCommit() {
            action.run();
        }
    }

    private record AfterEnd(Runnable action) implements TransactionSynchronization {

        @Override
        public void afterCompletion(Status status) {
            action.run();
        }
    }

    @PreDestroy
    void close() {
        if (checkpoint != null) {
            checkpoint.close();
        }
    }
}
