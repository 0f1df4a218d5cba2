package dev.atelier.application.testing;

import dev.atelier.application.webhook.WebhookQueue;
import dev.atelier.application.webhook.WebhookRepository;
import dev.atelier.domain.event.Event;
import java.time.Duration;

class InMemoryWebhookRepositoryTest extends WebhooksContract {

    private final SettableClock clock = new SettableClock();
    private final InMemoryEventLog log = new InMemoryEventLog(clock);
    private final InMemoryWebhookRepository webhooks = new InMemoryWebhookRepository(log, clock);

    @Override
    protected WebhookRepository webhooks() {
        return webhooks;
    }

    @Override
    protected WebhookQueue queue() {
        return webhooks;
    }

    @Override
    protected long record(Event event) {
        log.add(event);
        return log.range().last();
    }

    @Override
    protected void letTimePass(Duration time) {
        clock.pass(time);
    }
}
