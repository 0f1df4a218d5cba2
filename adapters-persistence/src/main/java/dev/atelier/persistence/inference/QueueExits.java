package dev.atelier.persistence.inference;

import dev.atelier.application.inference.InferenceQueue.Claim;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.persistence.DatabaseProduct;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.util.OptionalLong;

/**
 * Takes jobs out of {@code inference_queue}, and says for how many milliseconds nodes have worked on them; empty when the job is not in the
 * queue, or does not fit. One statement each, in the caller's transaction. Thread-safe.
 */
@Singleton
final class QueueExits {

    /**
     * The time of the attempts that are over and, while a node has the job, of the present one. As for quotas, the time of an attempt whose
     * lease lapsed does not count, as it is not known when the node stopped.
     */
    static final String NODE_MILLIS =
            "node_millis + coalesce(case when node is not null and lease_until > current_timestamp"
                    + " then cast(extract(epoch from (current_timestamp - node_since)) * 1000 as bigint) end, 0)";

    private static final String DELETE = "delete from inference_queue where job_id = ?";
    private static final String HELD = DELETE + " and attempt = ? and lease_until > current_timestamp";
    private static final String UNSERVABLE = DELETE + " and unservable_since <= current_timestamp"
            + " and (lease_until is null or lease_until <= current_timestamp)";

    private final JdbcOperations jdbc;
    private final boolean h2;

    QueueExits(JdbcOperations jdbc, DatabaseProduct product) {
        this.jdbc = jdbc;
        this.h2 = product.isH2();
    }

    /** If the claim still holds. */
    OptionalLong remove(Claim claim) {
        return run(HELD, claim.job().value(), claim.token());
    }

    /** In any case, which invalidates the claim on it. */
    OptionalLong remove(InferenceJobId job) {
        return run(DELETE, job.value());
    }

    /** If it waits and is marked as unservable. */
    OptionalLong giveUp(InferenceJobId job) {
        return run(UNSERVABLE, job.value());
    }

    private OptionalLong run(String delete, Object... values) {
        String sql = h2
                ? "select " + NODE_MILLIS + " from old table (" + delete + ")"
                : delete + " returning " + NODE_MILLIS;
        return jdbc.prepareStatement(sql, statement -> {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        });
    }
}
