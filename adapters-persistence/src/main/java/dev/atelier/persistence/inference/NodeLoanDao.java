package dev.atelier.persistence.inference;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.Optional;
import java.util.UUID;

/** Statements about nodes that are lent to other nodes' claims. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface NodeLoanDao extends GenericRepository<NodeLoanEntity, String> {

    /** Locks the node's row until the transaction ends; empty when it has none yet. */
    @Query("select node, job_id, attempt from node_loan where node = :node for update")
    Optional<NodeLoanEntity> lock(String node);

    @Query("insert into node_loan (node) values (:node)")
    void insert(String node);

    @Query("update node_loan set job_id = :job, attempt = :attempt where node = :node")
    void lend(String node, UUID job, long attempt);

    @Query("update node_loan set job_id = null, attempt = null where node = :node and job_id = :job"
            + " and attempt = :attempt")
    void giveBack(String node, UUID job, long attempt);
}
