package dev.atelier.persistence.webhook;

import dev.atelier.application.event.EventLog;
import dev.atelier.application.webhook.WebhookQueue;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.WebhookId;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.LeasedRows;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.UtcInstantConverter;
import io.micronaut.data.jdbc.runtime.JdbcOperations;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Webhooks that have something to send, in {@code webhook}. */
@Singleton
public final class JdbcWebhookQueue implements WebhookQueue {

    private static final LeasedRows.Table TABLE = new LeasedRows.Table(
            "webhook",
            "id",
            "next_try",
            "disabled is null and next_try <= current_timestamp"
                    + " and position < (select numbered from outbox_position)",
            "claimed and next_try > current_timestamp",
            "claimed = true");

    private final JdbcWebhookRepository stored;
    private final EventLog log;
    private final LeasedRows<WebhookId> claims;
    private final TransactionTemplate transactionTemplate;

    JdbcWebhookQueue(
            JdbcWebhookRepository stored, EventLog log, JdbcOperations jdbc, TransactionTemplate transactionTemplate) {
        this.stored = stored;
        this.log = log;
        this.claims = new LeasedRows<>(jdbc, transactionTemplate, TABLE, WebhookId::value);
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public Optional<Claim> claim(Duration lease) {
        if (!stored.hasEnabled()) {
            return Optional.empty();
        }
        log.range(); // new events get their positions, which the condition compares
        return transactionTemplate.execute(
                () -> claims.claimFirst(claims.candidates("order by next_try"), lease, this::read));
    }

    private Claim read(int attempt, ResultSet row) throws SQLException {
        return new Claim(
                stored.find(new WebhookId(row.getObject("id", UUID.class))).orElseThrow(),
                row.getLong("position"),
                row.getInt("failures"),
                attempt);
    }

    @Override
    public boolean accepted(Claim claim, Delivery delivery, Duration lease) {
        return transactionTemplate.executeDurably(() -> {
            boolean held = claims.update(
                    claim,
                    "position = ?, failures = 0, failing_since = null, next_try = " + LeasedRows.UNTIL,
                    delivery.position(),
                    DatabaseClock.seconds(lease));
            return held && store(delivery);
        });
    }

    @Override
    public boolean failed(Claim claim, Delivery delivery, Duration pause, boolean disable) {
        Object time = UtcInstantConverter.utc(delivery.last().time());
        return transactionTemplate.executeDurably(() -> {
            // Behind the events before this one, which the webhook does not get.
            boolean held = claims.update(
                    claim,
                    "position = ?, failures = failures + 1, failing_since = coalesce(failing_since, cast(? as timestamp with"
                            + " time zone)), claimed = false, next_try = " + LeasedRows.UNTIL
                            + (disable ? ", disabled = current_timestamp" : ""),
                    delivery.position() - 1,
                    time,
                    DatabaseClock.seconds(pause));
            return held && store(delivery);
        });
    }

    private boolean store(Delivery delivery) {
        stored.store(delivery);
        return true;
    }

    @Override
    public void release(Claim claim, long position) {
        claims.update(claim, "position = ?, claimed = false, next_try = current_timestamp", position);
    }

    @Override
    public Optional<Delivery> delivery(Claim claim, UUID id) {
        return stored.delivery(claim.job(), id);
    }
}
