package dev.atelier.persistence.inference;

import dev.atelier.persistence.DatabaseClock;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about the queue, except those of {@link ClaimCandidateQuery}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface InferenceQueueDao extends GenericRepository<InferenceQueueEntity, UUID> {

    /** True for a claim only while its lease has not expired. */
    String FENCE = """
            job_id = :job and attempt = :attempt and lease_until > current_timestamp""";

    /** Latest attempt at a job. */
    @Introspected
    record Attempt(int attempt, @Nullable String lastFailure) {}

    /** Number of an endpoint's jobs in the queue. */
    @Introspected
    record Load(UUID endpointId, int jobs) {}

    @Query(
            """
            insert into inference_queue (job_id, endpoint_id, urgency, model, model_stored, attempt)
            values (:jobId, :endpointId, :urgency, :model, :modelStored, 0)""")
    void insert(InferenceQueueEntity row);

    /**
     * Number of waiting jobs. Counting a small table is cheap, and few rows have an unexpired lease; without an upper
     * bound H2 would also go through all other rows, since it keeps nulls at the end of the index.
     */
    @Query(
            """
            select (select count(*) from inference_queue) - (select count(*) from inference_queue
                where lease_until > current_timestamp and lease_until < date '9999-12-31')
            """)
    int countWaiting();

    /** Whether the node's claim still holds; empty when it has none. */
    @Query("select lease_until > current_timestamp from inference_queue where node = :node")
    List<Boolean> holds(String node);

    @Query(
            """
            update inference_queue set node = null, lease_until = null
            where node = :node and lease_until <= current_timestamp""")
    int giveUpLapsed(String node);

    /** Locks the job if it is still waiting and no other transaction holds its lock. */
    @Query(
            """
            select attempt, last_failure from inference_queue
            where job_id = :job and (lease_until is null or lease_until <= current_timestamp)
            for update skip locked""")
    Optional<Attempt> lockWaiting(UUID job);

    /** The last failure belongs to the previous attempt, so it is cleared when another begins. */
    @Query("update inference_queue set node = :node, attempt = :attempt, last_failure = null, lease_until = "
            + DatabaseClock.SQL + " where job_id = :job")
    int take(UUID job, String node, int attempt, BigDecimal seconds);

    @Query("update inference_queue set lease_until = " + DatabaseClock.SQL + " where " + FENCE)
    int renew(UUID job, int attempt, BigDecimal seconds);

    @Query("update inference_queue set node = null, lease_until = " + DatabaseClock.SQL + " where " + FENCE)
    int leaveNode(UUID job, int attempt, BigDecimal seconds);

    @Query("delete from inference_queue where " + FENCE)
    int remove(UUID job, int attempt);

    @Query("delete from inference_queue where job_id = :job")
    int remove(UUID job);

    @Query("update inference_queue set node = null, lease_until = null, last_failure = :reason where " + FENCE)
    int putBack(UUID job, int attempt, String reason);

    @Query("delete from inference_avoidance where job_id = :job and node = :node")
    void forget(UUID job, String node);

    @Query("insert into inference_avoidance (job_id, node, avoid_until) values (:job, :node, " + DatabaseClock.SQL
            + ")")
    void avoid(UUID job, String node, BigDecimal seconds);

    @Query(
            """
            select endpoint_id, count(*) as jobs from inference_queue
            where endpoint_id in (:endpoints) group by endpoint_id""")
    List<Load> load(Collection<UUID> endpoints);
}
