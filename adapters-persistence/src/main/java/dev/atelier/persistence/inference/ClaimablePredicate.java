package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue.Claimant;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Condition on a row {@code x} of the queue: its job is waiting and this claimant can run it. It is written so that no
 * database chooses the index on leases for it, as nearly every row is waiting.
 */
final class ClaimablePredicate {

    private final String condition;
    private final Object[] models;
    private final String node;

    ClaimablePredicate(Claimant claimant) {
        condition = " coalesce(x.lease_until, current_timestamp) <= current_timestamp and (x.model is null"
                + (claimant.placesFiles() ? " or x.model_stored" : "")
                + " or x.model = any(?)) and position(? in coalesce(x.excluded, '')) = 0 and not exists (select 1 from"
                + " inference_avoidance a where a.job_id = x.job_id and a.node = ? and a.avoid_until >"
                + " current_timestamp) ";
        models = claimant.models().toArray();
        node = claimant.node();
    }

    /** The condition in SQL. */
    String condition() {
        return condition;
    }

    /** Binds its values from this parameter index on, and returns the next index. */
    int bind(PreparedStatement statement, int from) throws SQLException {
        statement.setArray(from, statement.getConnection().createArrayOf("varchar", models));
        statement.setString(from + 1, ExcludedNodes.entry(node));
        statement.setString(from + 2, node);
        return from + 3;
    }
}
