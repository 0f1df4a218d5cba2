package dev.atelier.persistence.dataset;

import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about datasets. A page has one statement per filter; only then does the database use its index. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface DatasetDao extends GenericRepository<DatasetEntity, UUID> {

    String SELECT = "select " + DatasetEntity.COLUMNS + " from dataset d where ";
    String OPEN = "d.id in (select dataset_id from dataset_access where principal in (:names))";
    String OF_STATUS = "d.status in (:statuses)";
    String AFTER = "d.created <= :created and (d.created < :created or d.id < :id)";
    String NEWEST_FIRST = " order by d.created desc, d.id desc fetch first :limit rows only";

    @Query("""
            insert into dataset (id, name, prefix, location, status, params, creator, created)
            values (:id, :name, :prefix, :location, :status, :params, :creator, :created)""")
    void insert(DatasetEntity row);

    @Query("insert into dataset_access (dataset_id, principal) values (:id, :principal)")
    void open(UUID id, String principal);

    @Query("update dataset set status = :status where id = :id")
    int update(UUID id, DatasetStatus status);

    /** Locks the dataset, if there is one; its name. */
    @Query("select name from dataset where id = :id for update")
    Optional<String> lock(UUID id);

    @Query("delete from dataset where id = :id")
    int delete(UUID id);

    @Query(SELECT + "d.name = :name")
    Optional<DatasetEntity> find(String name);

    @Query(SELECT + "d.id = :id")
    Optional<DatasetEntity> find(UUID id);

    @Query(SELECT + AFTER + NEWEST_FIRST)
    List<DatasetEntity> page(@UtcTimestamp Instant created, UUID id, int limit);

    @Query(SELECT + OF_STATUS + " and " + AFTER + NEWEST_FIRST)
    List<DatasetEntity> ofStatus(Collection<DatasetStatus> statuses, @UtcTimestamp Instant created, UUID id, int limit);

    @Query(SELECT + OPEN + " and " + AFTER + NEWEST_FIRST)
    List<DatasetEntity> open(Collection<String> names, @UtcTimestamp Instant created, UUID id, int limit);

    @Query(SELECT + OPEN + " and " + OF_STATUS + " and " + AFTER + NEWEST_FIRST)
    List<DatasetEntity> openOfStatus(
            Collection<String> names,
            Collection<DatasetStatus> statuses,
            @UtcTimestamp Instant created,
            UUID id,
            int limit);
}
