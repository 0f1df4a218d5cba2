package dev.atelier.persistence.access;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Collection;

/** Statements that take users and roles off access lists; a creator stays on those of what they made. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface AccessListDao extends GenericRepository<UserEntity, String> {

    @Query("""
            delete from checkpoint_access a where a.principal in (:principals) and not exists
                (select 1 from checkpoint c where c.id = a.checkpoint_id and a.principal = concat('user:', c.creator))""")
    int removeFromCheckpoints(Collection<String> principals);

    @Query("""
            delete from dataset_access a where a.principal in (:principals) and not exists
                (select 1 from dataset d where d.id = a.dataset_id and a.principal = concat('user:', d.creator))""")
    int removeFromDatasets(Collection<String> principals);

    @Query("""
            delete from model_access a where a.principal in (:principals) and not exists
                (select 1 from model m where m.id = a.model_id and a.principal = concat('user:', m.creator))""")
    int removeFromModels(Collection<String> principals);
}
