package dev.atelier.persistence.checkpoint;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Statements about what is written about checkpoints. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface ModelNotesDao extends GenericRepository<ModelNotesEntity, UUID> {

    @Query("""
            select c.id as checkpoint_id, coalesce(n.notes, '') as notes,
                array(select term from checkpoint_term where checkpoint_id = c.id and field = 'TAG' order by term) as tags
            from checkpoint c left join checkpoint_note n on n.checkpoint_id = c.id where c.id in (:ids)""")
    List<ModelNotesEntity> find(Collection<UUID> ids);

    @Query("insert into checkpoint_note (checkpoint_id, notes) values (:id, :notes)")
    void insert(UUID id, String notes);

    @Query("delete from checkpoint_note where checkpoint_id = :id")
    void remove(UUID id);
}
