package dev.atelier.persistence.access;

import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;

/** Statements about quotas. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface QuotaDao extends GenericRepository<QuotaEntity, String> {

    /** What a user has used. */
    @Introspected
    record Counts(long gpuMillis, int jobs, int waiting) {}

    @Query("select q.* from quota q where q.holder > :after order by q.holder fetch first :limit rows only")
    List<QuotaEntity> after(String after, int limit);

    @Query("select q.* from quota q where q.holder in (:holders)")
    List<QuotaEntity> of(Collection<String> holders);

    /** Of what is kept for a day and a minute, what is of the present ones. */
    @Query("""
            select coalesce((select u.gpu_millis from quota_use u where u.user_name = :user
                and u.on_day >= cast(floor(extract(epoch from current_timestamp) / 86400) as bigint)), 0) as gpu_millis,
            coalesce((select u.jobs from quota_use u where u.user_name = :user
                and u.in_minute >= cast(floor(extract(epoch from current_timestamp) / 60) as bigint)), 0) as jobs,
            (select count(*) from inference_job j where j.user_name = :user and j.status = 'INPROGRESS'
                and not exists (select 1 from inference_queue q where q.job_id = j.id
                    and q.lease_until > current_timestamp)) as waiting""")
    Counts counts(String user);

    @Query("""
            insert into quota (holder, user_name, role_name)
            select cast(:holder as varchar), u.name, cast(null as varchar) from app_user u where u.name = :name
            on conflict do nothing""")
    int addForUser(String holder, String name);

    @Query("""
            insert into quota (holder, user_name, role_name)
            select cast(:holder as varchar), cast(null as varchar), r.name from app_role r where r.name = :name
            on conflict do nothing""")
    int addForRole(String holder, String name);

    @Query("""
            update quota set gpu_seconds_per_day = :gpuSecondsPerDay, jobs_waiting = :jobsWaiting,
            jobs_per_minute = :jobsPerMinute where holder = :holder""")
    int change(
            String holder,
            @Nullable Integer gpuSecondsPerDay,
            @Nullable Integer jobsWaiting,
            @Nullable Integer jobsPerMinute);

    @Query("delete from quota where holder = :holder")
    int remove(String holder);

    @Query("select exists (select 1 from quota)")
    boolean any();
}
