package dev.atelier.persistence.inference;

import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.persistence.UtcTimestamp;
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

/**
 * Statements about inference jobs. Each filter of a page has its own statement and its own index; the statement is also
 * sorted by the filtered columns, which changes nothing but lets H2 recognize that the index has the rows in order.
 */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface InferenceJobDao extends GenericRepository<InferenceJobEntity, UUID> {

    String SELECT = "select j.* from inference_job j where ";
    String AFTER = "created <= :created and (created < :created or id < :id)";
    String NEWEST_FIRST = "created desc, id desc fetch first :limit rows only";

    /** The last job that a search looks at, and the next. */
    String LAST = SELECT + AFTER + " order by created desc, id desc offset :before rows fetch first 2 rows only";

    String LAST_OF_USER = SELECT + "user_name = :user and " + AFTER
            + " order by user_name, created desc, id desc offset :before rows fetch first 2 rows only";

    /** Of the jobs from there to the last that a search looks at: what is empty restricts nothing. */
    String FITTING = AFTER + " and created >= :lastCreated and (created > :lastCreated or id >= :lastId)"
            + " and (:task = '' or task_type = :task) and (:model = '' or model = :model)"
            + " and (:text = '' or position(:text in prompt) > 0) order by ";

    String FOUND = SELECT + FITTING + NEWEST_FIRST;

    String FOUND_OF_USER = SELECT + "user_name = :user and " + FITTING + "user_name, " + NEWEST_FIRST;

    InferenceJobEntity save(InferenceJobEntity row);

    Optional<InferenceJobEntity> findById(UUID id);

    List<InferenceJobEntity> findByIdIn(Collection<UUID> ids);

    /** Updates the models as well: resolving the payload can add some. */
    @Query("""
            update inference_job set status = 'INPROGRESS', started = :started, models = :models, trace = :trace,
                model = :model, prompt = :prompt
            where id = :id and status = 'CREATED'""")
    int start(
            UUID id,
            @UtcTimestamp Instant started,
            String models,
            @Nullable String trace,
            @Nullable String model,
            @Nullable String prompt);

    @Query("""
            update inference_job set status = :status, images = :images, error = :error, completed = :completed
            where id = :id and status = 'INPROGRESS'""")
    int end(UUID id, InferenceJobStatus status, String images, @Nullable String error, @UtcTimestamp Instant completed);

    @Query("""
            update inference_job set endpoint_id = :endpoint, endpoint_name = :name, instance_type = :instanceType,
                backend = :backend, error = null
            where id in (:ids) and status = 'INPROGRESS'""")
    int move(Collection<UUID> ids, UUID endpoint, String name, String instanceType, String backend);

    @Query("delete from inference_job where id = :id")
    int delete(UUID id);

    @Query("delete from inference_job where id = :id and status = 'INPROGRESS'")
    int deleteInProgress(UUID id);

    @Query("delete from inference_job where id = :id and status = 'CREATED'")
    int deleteUnstarted(UUID id);

    /** Not sorted: the index of pages finds those created before, few of which end later. */
    @Query(SELECT + "created < :before and status <> 'INPROGRESS' and (completed is null or completed < :before)"
            + " fetch first :limit rows only")
    List<InferenceJobEntity> expired(@UtcTimestamp Instant before, int limit);

    @Query(SELECT + "endpoint_id = :endpoint and status = 'INPROGRESS'")
    List<InferenceJobEntity> inProgressOn(UUID endpoint);

    @Query(SELECT + "user_name = :user and status = 'INPROGRESS' and inference_type = :type"
            + " order by user_name, status, inference_type, created, id fetch first :limit rows only")
    List<InferenceJobEntity> inProgressOf(String user, InferenceType type, int limit);

    @Query(SELECT + AFTER + " order by " + NEWEST_FIRST)
    List<InferenceJobEntity> page(@UtcTimestamp Instant created, UUID id, int limit);

    @Query(SELECT + "user_name = :user and " + AFTER + " order by user_name, " + NEWEST_FIRST)
    List<InferenceJobEntity> page(String user, @UtcTimestamp Instant created, UUID id, int limit);

    @Query(SELECT + "task_type = :task and " + AFTER + " order by task_type, " + NEWEST_FIRST)
    List<InferenceJobEntity> page(TaskType task, @UtcTimestamp Instant created, UUID id, int limit);

    @Query(SELECT + "user_name = :user and task_type = :task and " + AFTER + " order by user_name, task_type, "
            + NEWEST_FIRST)
    List<InferenceJobEntity> page(String user, TaskType task, @UtcTimestamp Instant created, UUID id, int limit);

    @Query(LAST)
    List<InferenceJobEntity> last(@UtcTimestamp Instant created, UUID id, int before);

    @Query(LAST_OF_USER)
    List<InferenceJobEntity> last(String user, @UtcTimestamp Instant created, UUID id, int before);

    @Query(FOUND)
    List<InferenceJobEntity> found(
            @UtcTimestamp Instant created,
            UUID id,
            @UtcTimestamp Instant lastCreated,
            UUID lastId,
            String task,
            String model,
            String text,
            int limit);

    @Query(FOUND_OF_USER)
    List<InferenceJobEntity> found(
            String user,
            @UtcTimestamp Instant created,
            UUID id,
            @UtcTimestamp Instant lastCreated,
            UUID lastId,
            String task,
            String model,
            String text,
            int limit);
}
