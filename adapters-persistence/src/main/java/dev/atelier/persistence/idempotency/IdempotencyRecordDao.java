package dev.atelier.persistence.idempotency;

import dev.atelier.persistence.DatabaseClock;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;

/** Statements about requests with an Idempotency-Key. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface IdempotencyRecordDao extends GenericRepository<IdempotencyRecordEntity, UUID> {

    String KEY = "user_name = :userName and operation = :operation and key_value = :keyValue";
    String EXPIRED = "created <= current_timestamp - interval '24' hour";

    /** A record's state. */
    @Introspected
    record Found(String digest, UUID subject, @Nullable String answer) {}

    @Query("select digest, subject, answer from idempotency_record where " + KEY)
    Optional<Found> find(String userName, String operation, String keyValue);

    @Query("insert into idempotency_record (user_name, operation, key_value, digest, subject, token, lease_until)"
            + " values (:userName, :operation, :keyValue, :digest, :subject, :token, " + DatabaseClock.SQL
            + ") on conflict do nothing")
    int insert(
            String userName,
            String operation,
            String keyValue,
            String digest,
            UUID subject,
            UUID token,
            BigDecimal seconds);

    /** Returns 1 if it was free: of concurrent callers one gets it. */
    @Query("update idempotency_record set token = :token, lease_until = " + DatabaseClock.SQL + " where " + KEY
            + " and digest = :digest and answer is null and lease_until <= current_timestamp")
    int take(String userName, String operation, String keyValue, String digest, UUID token, BigDecimal seconds);

    @Query("update idempotency_record set lease_until = " + DatabaseClock.SQL + " where " + KEY
            + " and token = :token and lease_until > current_timestamp")
    int renew(String userName, String operation, String keyValue, UUID token, BigDecimal seconds);

    @Query("update idempotency_record set lease_until = current_timestamp, answer = :answer where " + KEY
            + " and token = :token")
    int release(String userName, String operation, String keyValue, UUID token, @Nullable String answer);

    @Query("delete from idempotency_record where " + KEY + " and " + EXPIRED)
    int deleteIfExpired(String userName, String operation, String keyValue);

    @Query("delete from idempotency_record where " + EXPIRED)
    int deleteExpired();
}
