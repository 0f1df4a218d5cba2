package dev.atelier.persistence.inference;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about what users use of their quotas. Days and minutes are numbers since 1970, by the database's clock. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface QuotaUseDao extends GenericRepository<InferenceQueueEntity, UUID> {

    String SECOND = "cast(floor(extract(epoch from current_timestamp)) as bigint)";

    /** The user's own quota, and those of their roles. */
    String LIMITS = """
            select true as own, q.gpu_seconds_per_day, q.jobs_waiting, q.jobs_per_minute
            from quota q where q.user_name = :user
            union all select false, q.gpu_seconds_per_day, q.jobs_waiting, q.jobs_per_minute
            from user_role r join quota q on q.role_name = r.role_name where r.user_name = :user""";

    /** A quota that holds for a user. */
    @Introspected
    record Limits(
            boolean own,
            @Nullable Integer gpuSecondsPerDay,
            @Nullable Integer jobsWaiting,
            @Nullable Integer jobsPerMinute) {}

    /** What a user has used, and the present second. */
    @Introspected
    record Use(long onDay, long gpuMillis, long inMinute, int jobs, long present) {}

    /** How long a node has had a job. */
    @Introspected
    record NodeTime(String userName, long millis) {}

    @Query(LIMITS)
    List<Limits> limits(String user);

    @Query("insert into quota_use (user_name) values (:user) on conflict do nothing")
    void begin(String user);

    /** Locks the user's row until the transaction ends. */
    @Query("select on_day, gpu_millis, in_minute, jobs, " + SECOND
            + " as present from quota_use where user_name = :user for update")
    Use lock(String user);

    @Query("update quota_use set in_minute = :minute, jobs = :jobs where user_name = :user")
    void started(String user, long minute, int jobs);

    @Query("update quota_use set on_day = :day, gpu_millis = :millis where user_name = :user")
    void used(String user, long day, long millis);

    @Query("select count(*) from inference_queue where user_name = :user"
            + " and coalesce(lease_until, current_timestamp) <= current_timestamp")
    int waiting(String user);

    @Query("select count(*) from inference_job where user_name = :user and status = 'INPROGRESS'")
    int inProgress(String user);

    /** Of the claim with this token; of any, if it is negative. */
    @Query("""
            select user_name, cast(extract(epoch from (current_timestamp - node_since)) * 1000 as bigint) as millis
            from inference_queue where job_id = :job and (attempt = :token or :token < 0) and node is not null
            and user_name is not null and node_since is not null and lease_until > current_timestamp""")
    Optional<NodeTime> nodeTime(UUID job, long token);
}
