package dev.atelier.application.testing;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.webhook.WebhookQueue;
import dev.atelier.application.webhook.WebhookRepository;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Webhooks and their queue in memory. */
public class InMemoryWebhookRepository implements WebhookRepository, WebhookQueue {

    private final EventLog log;
    private final SettableClock clock;
    private final Map<WebhookId, Row> rows = new LinkedHashMap<>();
    private final Map<UUID, Delivery> sent = new HashMap<>();

    public InMemoryWebhookRepository(EventLog log, SettableClock clock) {
        this.log = log;
        this.clock = clock;
    }

    private static final class Row {
        private Webhook webhook;
        private long position;
        private int attempt;
        private boolean claimed;
        private Instant nextTry;
        private int failures;
    }

    @Override
    public synchronized void add(Webhook webhook, int most) {
        if (of(webhook.owner()).size() >= most) {
            throw new CapacityExceededException("at most " + most + " webhooks");
        }
        Row row = new Row();
        row.webhook = webhook;
        row.position = log.range().last();
        row.nextTry = clock.instant();
        rows.put(webhook.id(), row);
    }

    @Override
    public synchronized Optional<Webhook> find(WebhookId id) {
        return Optional.ofNullable(rows.get(id)).map(row -> row.webhook);
    }

    @Override
    public synchronized List<Webhook> of(UserName owner) {
        return rows.values().stream()
                .map(row -> row.webhook)
                .filter(webhook -> webhook.owner().equals(owner))
                .toList();
    }

    @Override
    public synchronized void delete(WebhookId id) {
        rows.remove(id);
        sent.values().removeIf(delivery -> delivery.webhook().equals(id));
    }

    @Override
    public synchronized void enable(WebhookId id) {
        Row row = rows.get(id);
        if (row != null && row.webhook.disabled().isPresent()) {
            row.webhook = with(row.webhook, Optional.empty(), Optional.empty());
            row.failures = 0;
            row.nextTry = clock.instant();
        }
    }

    @Override
    public synchronized Page<Delivery> deliveries(WebhookId webhook, Optional<Cursor> after, int limit) {
        return KeysetPaging.page(
                sent.values().stream().filter(delivery -> delivery.webhook().equals(webhook)),
                delivery -> new Cursor(delivery.created(), delivery.id()),
                after,
                limit);
    }

    @Override
    public synchronized Optional<Delivery> delivery(WebhookId webhook, UUID id) {
        return Optional.ofNullable(sent.get(id)).filter(one -> one.webhook().equals(webhook));
    }

    @Override
    public synchronized void record(Delivery delivery) {
        sent.replace(delivery.id(), delivery);
    }

    @Override
    public synchronized Optional<Claim> claim(Duration lease) {
        return rows.values().stream()
                .filter(row -> row.webhook.disabled().isEmpty()
                        && !row.nextTry.isAfter(clock.instant())
                        && row.position < log.range().last())
                .min(Comparator.comparing(row -> row.nextTry))
                .map(row -> {
                    row.claimed = true;
                    row.nextTry = clock.instant().plus(lease);
                    row.attempt++;
                    return new Claim(row.webhook, row.position, row.failures, row.attempt);
                });
    }

    private Optional<Row> held(Claim claim) {
        return Optional.ofNullable(rows.get(claim.job()))
                .filter(row -> row.claimed && row.attempt == claim.attempt() && row.nextTry.isAfter(clock.instant()));
    }

    @Override
    public synchronized boolean accepted(Claim claim, Delivery delivery, Duration lease) {
        Optional<Row> held = held(claim);
        held.ifPresent(row -> {
            row.position = delivery.position();
            row.failures = 0;
            row.webhook = with(row.webhook, Optional.empty(), Optional.empty());
            row.nextTry = clock.instant().plus(lease);
            sent.put(delivery.id(), delivery);
        });
        return held.isPresent();
    }

    @Override
    public synchronized boolean failed(Claim claim, Delivery delivery, Duration pause, boolean disable) {
        Optional<Row> held = held(claim);
        held.ifPresent(row -> {
            row.position = delivery.position() - 1;
            row.failures++;
            row.claimed = false;
            row.webhook = with(
                    row.webhook,
                    Optional.of(
                            row.webhook.failingSince().orElse(delivery.last().time())),
                    disable ? Optional.of(clock.instant()) : Optional.empty());
            row.nextTry = clock.instant().plus(pause);
            sent.put(delivery.id(), delivery);
        });
        return held.isPresent();
    }

    @Override
    public synchronized void release(Claim claim, long position) {
        held(claim).ifPresent(row -> {
            row.position = position;
            row.claimed = false;
            row.nextTry = clock.instant();
        });
    }

    @Override
    public synchronized Optional<Delivery> delivery(Claim claim, UUID id) {
        return delivery(claim.job(), id);
    }

    private static Webhook with(Webhook webhook, Optional<Instant> failingSince, Optional<Instant> disabled) {
        return new Webhook(
                webhook.id(),
                webhook.owner(),
                webhook.url(),
                webhook.types(),
                webhook.secret(),
                webhook.created(),
                failingSince,
                disabled);
    }
}
