package dev.atelier.persistence.webhook;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.webhook.WebhookRepository;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import dev.atelier.persistence.FirstPage;
import dev.atelier.persistence.TransactionTemplate;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Webhooks, in {@code webhook} and {@code webhook_delivery}. */
@Singleton
public final class JdbcWebhookRepository implements WebhookRepository {

    /** How much later than in the process that adds the first webhook it may be seen. */
    private static final Duration RECHECK = Duration.ofMillis(500);

    private final WebhookDao rows;
    private final DeliveryDao deliveries;
    private final EventLog log;
    private final TransactionTemplate transactionTemplate;
    private volatile long noneUntilNanos = System.nanoTime();

    JdbcWebhookRepository(
            WebhookDao rows, DeliveryDao deliveries, EventLog log, TransactionTemplate transactionTemplate) {
        this.rows = rows;
        this.deliveries = deliveries;
        this.log = log;
        this.transactionTemplate = transactionTemplate;
    }

    @Override
    public void add(Webhook webhook, int most) {
        long position = log.range().last();
        transactionTemplate.executeDurably(() -> {
            int present = rows.count(webhook.owner().value());
            if (present >= most) {
                throw new CapacityExceededException(
                        "user " + webhook.owner() + " has " + present + " webhooks, and at most " + most
                                + " are allowed (atelier.webhooks.per-user); delete one first");
            }
            rows.insert(
                    webhook.id().value(),
                    webhook.owner().value(),
                    webhook.url().uri().toString(),
                    WebhookEntity.column(webhook.types()),
                    webhook.secret().value(),
                    webhook.created(),
                    position);
            return null;
        });
        transactionTemplate.afterwards(this::recheck);
    }

    /** Whether there is a webhook that is not disabled; what is not there is not looked up at each event. */
    boolean hasEnabled() {
        long now = System.nanoTime();
        if (now - noneUntilNanos < 0) {
            return false;
        }
        boolean any = rows.countEnabled() > 0;
        noneUntilNanos = any ? now : now + RECHECK.toNanos();
        return any;
    }

    private void recheck() {
        noneUntilNanos = System.nanoTime();
    }

    @Override
    public Optional<Webhook> find(WebhookId id) {
        return rows.findById(id.value()).map(WebhookEntity::toWebhook);
    }

    @Override
    public List<Webhook> of(UserName owner) {
        return rows.of(owner.value()).stream().map(WebhookEntity::toWebhook).toList();
    }

    @Override
    public void delete(WebhookId id) {
        transactionTemplate.executeDurably(() -> {
            rows.delete(id.value());
            return null;
        });
    }

    @Override
    public void enable(WebhookId id) {
        transactionTemplate.executeDurably(() -> {
            rows.enable(id.value());
            return null;
        });
        transactionTemplate.afterwards(this::recheck);
    }

    @Override
    public Page<Delivery> deliveries(WebhookId webhook, Optional<Cursor> after, int limit) {
        Cursor start = FirstPage.of(after);
        return Page.cut(
                deliveries.page(webhook.value(), start.created(), start.id(), limit + 1).stream()
                        .map(DeliveryEntity::toDelivery)
                        .toList(),
                limit,
                delivery -> new Cursor(delivery.created(), delivery.id()));
    }

    @Override
    public Optional<Delivery> delivery(WebhookId webhook, UUID id) {
        return deliveries.find(id, webhook.value()).map(DeliveryEntity::toDelivery);
    }

    @Override
    public void record(Delivery delivery) {
        transactionTemplate.executeDurably(() -> update(delivery));
    }

    /** Must run within a transaction; false when there is none. */
    private boolean update(Delivery delivery) {
        Delivery.Attempt last = delivery.last();
        return rows.update(
                        delivery.id(),
                        delivery.attempts(),
                        last.time(),
                        last.status().orElse(null),
                        last.error().orElse(null))
                > 0;
    }

    /** Must run within a transaction. */
    void store(Delivery delivery) {
        if (!update(delivery)) {
            Delivery.Attempt last = delivery.last();
            rows.insertDelivery(
                    delivery.id(),
                    delivery.webhook().value(),
                    delivery.position(),
                    delivery.type().word(),
                    delivery.body(),
                    delivery.created(),
                    delivery.attempts(),
                    last.time(),
                    last.status().orElse(null),
                    last.error().orElse(null));
        }
    }
}
