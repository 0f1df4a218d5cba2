package dev.atelier.persistence.endpoint;

import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.persistence.NullableUtcTimestamp;
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

/** Statements about endpoints. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface EndpointDao extends GenericRepository<EndpointEntity, UUID> {

    String SELECT = "select " + EndpointEntity.COLUMNS + " from endpoint e ";
    String SERVING = "e.type = :type and e.status in ('IN_SERVICE', 'UPDATING')";
    String OPEN = "e.id in (select endpoint_id from endpoint_role where role_name in (:names))";
    String AFTER = "e.created <= :created and (e.created < :created or e.id < :id)";
    String NEWEST_FIRST = " order by e.created desc, e.id desc fetch first :limit rows only";

    @Query("""
            insert into endpoint (id, name, type, instance_type, initial_instances, min_instances, max_instances,
                autoscaling, running, creator, backend, status, error, created, ended)
            values (:id, :name, :type, :instanceType, :initialInstances, :minInstances, :maxInstances,
                :autoscaling, :running, :creator, :backend, :status, :error, :created, :ended)""")
    void insert(EndpointEntity row);

    @Query("""
            update endpoint set running = :running, status = :status, error = :error, ended = :ended
            where id = :id and status = :expected""")
    int update(
            UUID id,
            int running,
            EndpointStatus status,
            @Nullable String error,
            @NullableUtcTimestamp Instant ended,
            EndpointStatus expected);

    @Query("""
            update endpoint set initial_instances = :initial, min_instances = :min, max_instances = :max,
                autoscaling = :autoscaling
            where id = :id and initial_instances = :initialBefore and min_instances = :minBefore
                and max_instances = :maxBefore and autoscaling = :autoscalingBefore""")
    int change(
            UUID id,
            int initial,
            int min,
            int max,
            boolean autoscaling,
            int initialBefore,
            int minBefore,
            int maxBefore,
            boolean autoscalingBefore);

    /** Until the end of the transaction no other changes or deletes it. */
    @Query("select id from endpoint where id = :id for update")
    Optional<UUID> lock(UUID id);

    @Query("insert into endpoint_role (endpoint_id, position, role_name) values (:id, :position, :role)")
    void addRole(UUID id, int position, String role);

    @Query("delete from endpoint_role where endpoint_id = :id")
    void removeRoles(UUID id);

    @Query("delete from endpoint where id = :id")
    int delete(UUID id);

    @Query(SELECT + "where e.id = :id")
    Optional<EndpointEntity> find(UUID id);

    @Query(SELECT + "where e.name = :name")
    Optional<EndpointEntity> find(String name);

    @Query(SELECT + "where e.backend = :backend")
    List<EndpointEntity> of(String backend);

    @Query(SELECT + "where " + SERVING)
    List<EndpointEntity> serving(InferenceType type);

    @Query(SELECT + "where " + SERVING + " and " + OPEN)
    List<EndpointEntity> serving(InferenceType type, Collection<String> names);

    @Query(SELECT + "where e.status <> 'FAILED' and " + OPEN)
    List<EndpointEntity> live(Collection<String> names);

    @Query(SELECT + "where " + AFTER + NEWEST_FIRST)
    List<EndpointEntity> page(@UtcTimestamp Instant created, UUID id, int limit);

    @Query(SELECT + "where " + OPEN + " and " + AFTER + NEWEST_FIRST)
    List<EndpointEntity> page(Collection<String> names, @UtcTimestamp Instant created, UUID id, int limit);
}
