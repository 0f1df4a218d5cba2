package dev.atelier.persistence.audit;

import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.UUID;

/** Statements about audit entries, except the pages of {@link AuditQuery}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface AuditDao extends GenericRepository<AuditEntity, UUID> {

    AuditEntity save(AuditEntity entry);

    @Query("delete from audit_entry where id in (select id from audit_entry where created < :time"
            + " order by created, id fetch first :most rows only)")
    int removeBefore(@UtcTimestamp Instant time, int most);
}
