package dev.atelier.persistence.webhook;

import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads what was sent to webhooks. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface DeliveryDao extends GenericRepository<DeliveryEntity, UUID> {

    @Query("select d.* from webhook_delivery d where d.id = :id and d.webhook_id = :webhook")
    Optional<DeliveryEntity> find(UUID id, UUID webhook);

    @Query("""
            select d.* from webhook_delivery d where d.webhook_id = :webhook
                and d.created <= :created and (d.created < :created or d.id < :id)
            order by d.webhook_id, d.created desc, d.id desc fetch first :limit rows only""")
    List<DeliveryEntity> page(UUID webhook, @UtcTimestamp Instant created, UUID id, int limit);
}
