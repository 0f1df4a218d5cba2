package dev.atelier.persistence.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.UserRepository;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.WebhooksContract;
import dev.atelier.application.webhook.WebhookQueue;
import dev.atelier.application.webhook.WebhookRepository;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.persistence.DatabaseClock;
import dev.atelier.persistence.TransactionTemplate;
import dev.atelier.persistence.event.EventOutbox;
import dev.atelier.persistence.testing.OnBothDatabases;
import dev.atelier.persistence.testing.PersistenceFixture;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@OnBothDatabases
class JdbcWebhooksTest extends WebhooksContract {

    private static final UserName ANN = new UserName("ann");

    private final PersistenceFixture persistenceFixture;
    private final EventLog log;

    JdbcWebhooksTest(PersistenceFixture persistenceFixture) {
        this.persistenceFixture = persistenceFixture;
        persistenceFixture.clear();
        persistenceFixture.execute("update outbox_position set removed = numbered");
        log = persistenceFixture.bean(EventLog.class);
        persistenceFixture.bean(UserRepository.class).save(new User(ANN, ANN, Set.of(), SettableClock.START));
    }

    @Override
    protected WebhookRepository webhooks() {
        return persistenceFixture.bean(WebhookRepository.class);
    }

    @Override
    protected WebhookQueue queue() {
        return persistenceFixture.bean(WebhookQueue.class);
    }

    @Override
    protected long record(Event event) {
        persistenceFixture.bean(TransactionTemplate.class).execute(() -> {
            persistenceFixture.bean(EventOutbox.class).add(event);
            return null;
        });
        return log.range().last();
    }

    @Override
    protected void letTimePass(Duration time) {
        persistenceFixture.execute(
                "update webhook set next_try = next_try - interval '" + time.toSeconds() + "' second");
    }

    @Test
    void aUsersWebhooksGoWithTheUser() {
        Webhook webhook = webhook(SettableClock.START);
        webhooks().add(webhook, 1);

        persistenceFixture.bean(UserRepository.class).delete(List.of(ANN));

        assertThat(webhooks().find(webhook.id())).isEmpty();
    }

    @Test
    void eventsThatAWebhookHasToSendAreNotRemoved() {
        Webhook webhook = webhook(SettableClock.START);
        long before = record(event());
        webhooks().add(webhook, 1);
        record(event());
        persistenceFixture.execute("update outbox_event set created = created - interval '2' day");

        assertThat(log.removeExpired(100)).isEqualTo(1);
        assertThat(log.removeExpired(100)).isZero();
        assertThat(log.range().removed()).isEqualTo(before);

        webhooks().delete(webhook.id());
        assertThat(log.removeExpired(100)).isEqualTo(1);
    }

    @Test
    void oldDeliveriesAreRemoved() {
        Webhook webhook = webhook(SettableClock.START);
        webhooks().add(webhook, 1);
        record(event());
        WebhookQueue.Claim claim = queue().claim(Duration.ofMinutes(1)).orElseThrow();
        queue().accepted(claim, accepted(webhook, claim.position() + 1), Duration.ofMinutes(1));
        WebhookDao rows = persistenceFixture.bean(WebhookDao.class);
        assertThat(rows.removeDeliveries(DatabaseClock.seconds(Duration.ofDays(-36500)), 10))
                .isZero();

        assertThat(rows.removeDeliveries(DatabaseClock.seconds(Duration.ofDays(36500)), 10))
                .isEqualTo(1);
    }
}
