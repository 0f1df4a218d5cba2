package dev.atelier.bootstrap.lambda;

import dev.atelier.persistence.outage.DatabaseConnections;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PostConstruct;
import org.crac.Core;
import org.crac.Resource;

/**
 * Runs around the snapshot that Lambda takes of an initialised function with SnapStart, and resumes copies of.
 *
 * <p>Only the connections to the database have to be closed and opened. Secrets and credentials are renewed by their age
 * on the clock, or when they are rejected; idle connections of AWS clients are dropped by their age; ids and nonces are
 * drawn from the system when they are needed, so copies do not draw the same.
 */
@Context
@Requires(env = "lambda")
final class SnapStartHook implements Resource {

    private final DatabaseConnections database;

    SnapStartHook(DatabaseConnections database) {
        this.database = database;
    }

    /** Without SnapStart nothing calls the hook. */
    @PostConstruct
    void register() {
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        database.close();
    }

    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {
        database.reopen();
    }
}
