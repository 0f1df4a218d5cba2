package dev.atelier.persistence.inference;

import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.NullableUtcTimestamp;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about the queue, except those of claims and {@link ClaimCandidateQuery}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface InferenceQueueDao extends GenericRepository<InferenceQueueEntity, UUID> {

    /** Since when a job is unservable whose time does not run. */
    String POSTPONED = "cast(date '9999-12-31' as timestamp with time zone)";

    /** The next need after one, in the order of their index, and whether jobs with it are marked as unservable. */
    String NEXT_NEED = """
            select q.job_id, q.need, q.endpoint_id, q.model, q.model_stored, q.excluded, exists (select 1 from inference_queue x
                where x.need = q.need and x.unservable_since >= date '2000-01-01') as marked
            from inference_queue q where q.need > :after order by q.need fetch first 1 rows only""";

    /** Whether the job of a row {@code q} is claimed. */
    String CLAIMED = "coalesce(q.lease_until > current_timestamp, false)";

    /** Counts the jobs ahead of it in three ranges of the index of the general order, and reads no other rows. */
    String COUNT_AHEAD = """
            case when q.lease_until > current_timestamp then 0 else
                    (select count(*) from inference_queue x where x.endpoint_id = q.endpoint_id
                        and x.urgency < q.urgency and coalesce(x.lease_until, current_timestamp) <= current_timestamp)
                    + (select count(*) from inference_queue x where x.endpoint_id = q.endpoint_id
                        and x.urgency = q.urgency and x.turn < q.turn
                        and coalesce(x.lease_until, current_timestamp) <= current_timestamp)
                    + (select count(*) from inference_queue x where x.endpoint_id = q.endpoint_id
                        and x.urgency = q.urgency and x.turn = q.turn and x.place < q.place
                        and coalesce(x.lease_until, current_timestamp) <= current_timestamp)
                end""";

    String POSITION = "select " + CLAIMED + " as claimed, q.node, q.attempt, " + COUNT_AHEAD
            + " as ahead from inference_queue q where q.job_id = :job";

    /** Reads the jobs ahead from the index of the general order, and those that run from that of their leases. */
    String AHEAD = """
            select x.model, x.model_stored, cast(null as varchar) as node, count(*) as jobs
            from inference_queue q join inference_queue x on x.endpoint_id in (:endpoints)
                and x.urgency < q.urgency and coalesce(x.lease_until, current_timestamp) <= current_timestamp
            where q.job_id = :job and coalesce(q.lease_until, current_timestamp) <= current_timestamp
            group by x.model, x.model_stored
            union all select x.model, x.model_stored, cast(null as varchar), count(*)
            from inference_queue q join inference_queue x on x.endpoint_id in (:endpoints) and x.urgency = q.urgency
                and x.turn < q.turn and coalesce(x.lease_until, current_timestamp) <= current_timestamp
            where q.job_id = :job and coalesce(q.lease_until, current_timestamp) <= current_timestamp
            group by x.model, x.model_stored
            union all select x.model, x.model_stored, cast(null as varchar), count(*)
            from inference_queue q join inference_queue x on x.endpoint_id in (:endpoints) and x.urgency = q.urgency
                and x.turn = q.turn and x.place < q.place
                and coalesce(x.lease_until, current_timestamp) <= current_timestamp
            where q.job_id = :job and coalesce(q.lease_until, current_timestamp) <= current_timestamp
            group by x.model, x.model_stored
            union all select x.model, x.model_stored, x.node, 1 from inference_queue x
            where x.node is not null and x.lease_until > current_timestamp and x.lease_until < date '9999-12-31'""";

    /** One of the jobs that need the same, and whether some of them are marked as unservable. */
    @Introspected
    record Need(
            UUID jobId,
            UUID need,
            UUID endpointId,
            @Nullable String model,
            boolean modelStored,
            @Nullable String excluded,
            boolean marked) {}

    /** Number of an endpoint's jobs in the queue. */
    @Introspected
    record Load(UUID endpointId, int jobs) {}

    /** Jobs that are done before another; node: where it runs. */
    @Introspected
    record Ahead(
            @Nullable String model,
            boolean modelStored,
            @Nullable String node,
            long jobs) {}

    /** What a node runs. */
    @Introspected
    record Running(String node, UUID jobId) {}

    /** Where a job is; the claim's columns are of no meaning unless it is claimed. */
    @Introspected
    record Position(boolean claimed, @Nullable String node, long attempt, long ahead) {}

    /**
     * The jobs of each endpoint and urgency, and when the first that waits was started, which is the oldest but for those
     * that were retried; by the index of the order of arrival.
     */
    String LOADS = """
            select g.endpoint_id, g.urgency, g.jobs,
                (select j.started from inference_job j where j.id = (select x.job_id from inference_queue x
                    where x.endpoint_id = g.endpoint_id and x.urgency = g.urgency
                        and coalesce(x.lease_until, current_timestamp) <= current_timestamp
                    order by x.endpoint_id, x.urgency, x.place fetch first 1 rows only)) as oldest
            from (select endpoint_id, urgency, count(*) as jobs from inference_queue
                group by endpoint_id, urgency) g""";

    /** Those that are claimed, by the index of leases; few, as a node has one. */
    String CLAIMED_JOBS = """
            select endpoint_id, urgency, count(*) as jobs from inference_queue
            where lease_until > current_timestamp and lease_until < date '9999-12-31' group by endpoint_id, urgency""";

    /** The jobs of an endpoint and urgency. */
    @Introspected
    record UrgencyLoad(
            UUID endpointId,
            int urgency,
            long jobs,
            @NullableUtcTimestamp Instant oldest) {}

    /** Of these, the claimed ones. */
    @Introspected
    record Claimed(UUID endpointId, int urgency, long jobs) {}

    @Query(LOADS)
    List<UrgencyLoad> loads();

    @Query(CLAIMED_JOBS)
    List<Claimed> claimed();

    @Query("""
            insert into inference_queue (job_id, endpoint_id, urgency, model, model_stored, attempt, need, user_name, turn)
            values (:jobId, :endpointId, :urgency, :model, :modelStored, 0, :need, :userName, :turn)""")
    void insert(InferenceQueueEntity row);

    /**
     * Number of waiting jobs. Counting a small table is cheap, and few rows have an unexpired lease; without an upper
     * bound H2 would also go through all other rows, since it keeps nulls at the end of the index.
     */
    @Query("""
            select (select count(*) from inference_queue) - (select count(*) from inference_queue
                where lease_until > current_timestamp and lease_until < date '9999-12-31')
            """)
    int countWaiting();

    /** Whether the node's claim still holds, and true once more while it is drained; empty when it may claim. */
    @Query("select lease_until > current_timestamp from inference_queue where node = :node"
            + " union all select true from node_drain where node = :node")
    List<Boolean> holds(String node);

    /** Whether the claim holds and its node generates. */
    @Query("""
            select count(*) > 0 from inference_queue where job_id = :job and attempt = :attempt and node is not null
            and lease_until > current_timestamp""")
    boolean generates(UUID job, long attempt);

    @Query("""
            update inference_queue set node = null, lease_until = null
            where node = :node and lease_until <= current_timestamp""")
    int giveUpLapsed(String node);

    /** What a job that waits needs of a node, but for its endpoint. */
    @Introspected
    record Waiting(
            UUID jobId,
            String userName,
            int urgency,
            long turn,
            @Nullable String model,
            boolean modelStored,
            @Nullable String excluded) {}

    /** Locks the rows; those that are being claimed are left out. */
    @Query(
            "select q.job_id, coalesce(q.user_name, (select j.user_name from inference_job j where j.id = q.job_id)) as user_name, q.urgency, q.turn, q.model, q.model_stored, q.excluded from inference_queue q where q.job_id in (:jobs)"
                    + " and coalesce(q.lease_until, current_timestamp) <= current_timestamp for update skip locked")
    List<Waiting> lockWaiting(Collection<UUID> jobs);

    @Query("update inference_queue set endpoint_id = :endpoint, need = :need, turn = turn + :later,"
            + " unservable_since = null where job_id in (:jobs)")
    int move(Collection<UUID> jobs, UUID endpoint, UUID need, long later);

    @Query("delete from inference_avoidance where job_id = :job and node = :node")
    void forget(UUID job, String node);

    @Query("insert into inference_avoidance (job_id, node, avoid_until) values (:job, :node, " + DatabaseClock.SQL
            + ")")
    void avoid(UUID job, String node, BigDecimal seconds);

    @Query(POSITION)
    Optional<Position> position(UUID job);

    @Query(AHEAD)
    List<Ahead> ahead(UUID job, Collection<UUID> endpoints);

    @Query(NEXT_NEED)
    Optional<Need> nextNeed(UUID after);

    @Query("update inference_queue set need = :need where job_id = :job")
    void correctNeed(UUID job, UUID need);

    /** Also those that were postponed. */
    @Query("update inference_queue set unservable_since = current_timestamp where need = :need"
            + " and (unservable_since is null or unservable_since > current_timestamp)"
            + " and (lease_until is null or lease_until <= current_timestamp)")
    int mark(UUID need);

    @Query("update inference_queue set unservable_since = " + POSTPONED + " where need = :need"
            + " and (unservable_since is null or unservable_since <= current_timestamp)"
            + " and (lease_until is null or lease_until <= current_timestamp)")
    int postpone(UUID need);

    @Query("update inference_queue set unservable_since = null where need = :need and unservable_since is not null")
    int unmark(UUID need);

    /** Also where another reason is stored. */
    @Query("update inference_job set error = :reason where id in (select job_id from inference_queue where need = :need"
            + " and unservable_since is not null) and status = 'INPROGRESS' and coalesce(error, '') <> :reason")
    int explain(UUID need, String reason);

    /** A job in progress has an error for this reason only. */
    @Query("update inference_job set error = null where id in (select job_id from inference_queue where need = :need)"
            + " and status = 'INPROGRESS' and error is not null")
    int withdraw(UUID need);

    @Query("select job_id from inference_queue where need = :need and unservable_since <= " + DatabaseClock.SQL
            + " and (lease_until is null or lease_until <= current_timestamp)"
            + " order by endpoint_id, urgency, place fetch first 100 rows only")
    List<UUID> markedFor(UUID need, BigDecimal seconds);

    /** Also what nodes are lent to. */
    @Query("""
            select node, job_id from inference_queue
            where node is not null and lease_until > current_timestamp and lease_until < date '9999-12-31'
            union all select l.node, l.job_id from node_loan l
            join inference_queue q on q.job_id = l.job_id and q.attempt = l.attempt
            where q.node is not null and q.lease_until > current_timestamp""")
    List<Running> running();

    @Query("""
            select endpoint_id, count(*) as jobs from inference_queue
            where endpoint_id in (:endpoints) group by endpoint_id""")
    List<Load> load(Collection<UUID> endpoints);
}
