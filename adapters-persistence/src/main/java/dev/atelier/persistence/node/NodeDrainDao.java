package dev.atelier.persistence.node;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;

/** Statements about drained nodes, except that of claims. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface NodeDrainDao extends GenericRepository<NodeDrainEntity, String> {

    @Query("select d.* from node_drain d")
    List<NodeDrainEntity> all();

    @Query("insert into node_drain (node, user_name) values (:node, :user) on conflict do nothing")
    int insert(String node, String user);

    @Query("delete from node_drain where node = :node")
    int remove(String node);
}
