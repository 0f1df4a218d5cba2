package dev.atelier.persistence.checkpoint;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Statements about descriptions of model files. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ModelDescriptionDao extends GenericRepository<ModelDescriptionEntity, UUID> {

    @Query("select checkpoint_id, position, description from model_description where checkpoint_id in (:ids)")
    List<ModelDescriptionEntity> find(Collection<UUID> ids);

    @Query("insert into model_description (checkpoint_id, position, description) values (:id, :position, :description)")
    void insert(UUID id, int position, String description);

    @Query("delete from model_description where checkpoint_id = :id")
    void remove(UUID id);
}
