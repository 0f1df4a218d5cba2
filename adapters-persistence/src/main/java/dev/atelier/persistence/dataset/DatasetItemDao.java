package dev.atelier.persistence.dataset;

import dev.atelier.domain.dataset.DatasetStatus;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Statements about the items of datasets. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface DatasetItemDao extends GenericRepository<DatasetItemEntity, UUID> {

    /** Sent as one batch. */
    @Query("""
            insert into dataset_item (dataset_id, position, file, name, type, params, status)
            values (:datasetId, :position, :file, :name, :type, :params, :status)""")
    void insertAll(List<DatasetItemEntity> rows);

    @Query("update dataset_item set status = :status where dataset_id = :id and file in (:files)")
    void update(UUID id, Collection<String> files, DatasetStatus status);

    /** The position behind all others. */
    @Query("select coalesce(max(position), -1) + 1 from dataset_item where dataset_id = :id")
    int next(UUID id);

    @Query("delete from dataset_item where dataset_id = :id and file = :file")
    int delete(UUID id, String file);

    @Query("select i.* from dataset_item i where i.dataset_id = :id order by i.position")
    List<DatasetItemEntity> of(UUID id);
}
