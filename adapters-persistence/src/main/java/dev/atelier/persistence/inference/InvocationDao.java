package dev.atelier.persistence.inference;

import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about remote invocations. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface InvocationDao extends GenericRepository<InvocationEntity, UUID> {

    /** Number of an endpoint's remote invocations. */
    @Introspected
    record Load(UUID endpointId, int jobs) {}

    InvocationEntity save(InvocationEntity row);

    Optional<InvocationEntity> findById(UUID job);

    @Query("select count(*) from inference_invocation")
    int count();

    @Query("""
            update inference_invocation set result = :result, failure = :failure, look = :nextPoll
            where job_id = :job""")
    void accepted(UUID job, String result, @Nullable String failure, @UtcTimestamp Instant nextPoll);

    @Query("""
            select i.* from inference_invocation i where i.look <= :now
            order by i.look fetch first :most rows only""")
    List<InvocationEntity> due(@UtcTimestamp Instant now, int most);

    /** Returns 1 if the poll was still due: of concurrent callers one gets it. */
    @Query("update inference_invocation set look = :later where job_id = :job and look <= :now")
    int take(UUID job, @UtcTimestamp Instant now, @UtcTimestamp Instant later);

    @Query("update inference_invocation set look = :nextPoll where job_id = :job")
    void pollAgainAt(UUID job, @UtcTimestamp Instant nextPoll);

    @Query("""
            select endpoint_id, count(*) as jobs from inference_invocation
            where endpoint_id in (:endpoints) group by endpoint_id""")
    List<Load> load(Collection<UUID> endpoints);

    @Query("delete from inference_invocation where job_id = :job")
    int remove(UUID job);
}
