package dev.atelier.persistence.access;

import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;

/** Statements about quotas. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface QuotaDao extends GenericRepository<QuotaEntity, String> {

    @Query("select q.* from quota q where q.holder > :after order by q.holder fetch first :limit rows only")
    List<QuotaEntity> after(String after, int limit);

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
