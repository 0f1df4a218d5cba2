package dev.atelier.persistence.webhook;

import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.UtcTimestamp;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements about webhooks, except those of their claims. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface WebhookDao extends GenericRepository<WebhookEntity, UUID> {

    @Query("""
            insert into webhook (id, owner, url, types, secret, created, position, attempt, claimed, next_try, failures)
            values (:id, :owner, :url, :types, :secret, :created, :position, 0, false, current_timestamp, 0)""")
    void insert(
            UUID id,
            String owner,
            String url,
            String types,
            String secret,
            @UtcTimestamp Instant created,
            long position);

    Optional<WebhookEntity> findById(UUID id);

    @Query("select w.* from webhook w where w.owner = :owner order by w.owner, w.created")
    List<WebhookEntity> of(String owner);

    @Query("select count(*) from webhook where owner = :owner")
    int count(String owner);

    @Query("select count(*) from webhook where disabled is null")
    int countEnabled();

    @Query("delete from webhook where id = :id")
    void delete(UUID id);

    @Query("""
            update webhook set disabled = null, failing_since = null, failures = 0, next_try = current_timestamp
            where id = :id and disabled is not null""")
    void enable(UUID id);

    @Query("""
            update webhook_delivery set attempts = :attempts, tried = :tried, status = :status, error = :error
            where id = :id""")
    int update(UUID id, int attempts, @UtcTimestamp Instant tried, @Nullable Integer status, @Nullable String error);

    @Query("""
            insert into webhook_delivery (id, webhook_id, position, type, body, created, attempts, tried, status, error)
            values (:id, :webhook, :position, :type, :body, :created, :attempts, :tried, :status, :error)""")
    void insertDelivery(
            UUID id,
            UUID webhook,
            long position,
            String type,
            String body,
            @UtcTimestamp Instant created,
            int attempts,
            @UtcTimestamp Instant tried,
            @Nullable Integer status,
            @Nullable String error);

    /** By an index, in small steps. */
    @Query("delete from webhook_delivery where id in (select id from webhook_delivery where created < "
            + DatabaseClock.SQL + " order by created fetch first :most rows only)")
    int removeDeliveries(BigDecimal seconds, int most);
}
