package dev.atelier.persistence.model;

import dev.atelier.domain.checkpoint.CheckpointType;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about models, except those of claims. A list has one statement per filter; only then does the database use its index. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ModelDao extends GenericRepository<ModelEntity, UUID> {

    String SELECT = "select " + ModelEntity.COLUMNS + " from model m";
    String OPEN = "m.id in (select model_id from model_access where principal in (:names))";
    String OF_TYPE = "m.type in (:types)";
    String NEWEST_FIRST = " order by m.created desc, m.id desc fetch first :limit rows only";

    @Query("""
            insert into model (id, name, type, status, file, upload_id, upload_parts, output, params, error, creator,
                created, attempt)
            values (:id, :name, :type, :status, :file, :uploadId, :uploadParts, :output, :params, :error, :creator,
                :created, :attempt)""")
    void insert(ModelEntity row);

    @Query("insert into model_access (model_id, principal) values (:id, :principal)")
    void open(UUID id, String principal);

    @Query(SELECT + " where m.id = :id")
    Optional<ModelEntity> find(UUID id);

    @Query("update model set checkpoint_id = :checkpoint where id = :id")
    int link(UUID id, UUID checkpoint);

    @Query(SELECT + NEWEST_FIRST)
    List<ModelEntity> newest(int limit);

    @Query(SELECT + " where " + OF_TYPE + NEWEST_FIRST)
    List<ModelEntity> ofType(Collection<CheckpointType> types, int limit);

    @Query(SELECT + " where " + OPEN + NEWEST_FIRST)
    List<ModelEntity> open(Collection<String> names, int limit);

    @Query(SELECT + " where " + OPEN + " and " + OF_TYPE + NEWEST_FIRST)
    List<ModelEntity> openOfType(Collection<String> names, Collection<CheckpointType> types, int limit);
}
