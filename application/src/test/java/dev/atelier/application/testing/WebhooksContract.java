package dev.atelier.application.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.webhook.WebhookQueue;
import dev.atelier.application.webhook.WebhookQueue.Claim;
import dev.atelier.application.webhook.WebhookRepository;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.event.EventType;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What webhooks and their queue keep. There are none at the start of each test, and the user {@code ann} exists. */
public abstract class WebhooksContract {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int MOST = 3;

    protected abstract WebhookRepository webhooks();

    protected abstract WebhookQueue queue();

    /** Records an event, and returns its position. */
    protected abstract long record(Event event);

    /** Moves the queue's stored times back, or its clock. */
    protected abstract void letTimePass(Duration time);

    @Test
    void aWebhookIsFoundListedAndDeleted() {
        Webhook first = webhook(SettableClock.START);
        Webhook second = webhook(SettableClock.START.plusSeconds(1));
        webhooks().add(second, MOST);
        webhooks().add(first, MOST);

        assertThat(webhooks().find(first.id())).contains(first);
        assertThat(webhooks().of(first.owner())).containsExactlyInAnyOrder(first, second);
        assertThat(webhooks().of(new UserName("bob"))).isEmpty();

        webhooks().delete(first.id());
        webhooks().delete(first.id());
        assertThat(webhooks().find(first.id())).isEmpty();
        assertThat(webhooks().of(first.owner())).containsExactly(second);
    }

    @Test
    void aUserHasAFewOnly() {
        IntStream.range(0, MOST).forEach(i -> webhooks().add(webhook(SettableClock.START), MOST));

        assertThatThrownBy(() -> webhooks().add(webhook(SettableClock.START), MOST))
                .isInstanceOf(CapacityExceededException.class)
                .hasMessageContaining(Integer.toString(MOST));
    }

    @Test
    void aWebhookIsClaimedOnceWhileItHasEventsToSend() {
        record(event());
        Webhook webhook = add();
        assertThat(claim()).as("nothing has happened since").isEmpty();
        long position = record(event());

        Claim claim = claim().orElseThrow();

        assertThat(claim.webhook()).isEqualTo(webhook);
        assertThat(claim.position()).isEqualTo(position - 1);
        assertThat(claim.failures()).isZero();
        assertThat(claim()).isEmpty();
        queue().release(claim, position);
        assertThat(claim()).isEmpty();
        record(event());
        assertThat(claim()).map(Claim::position).contains(position);
    }

    @Test
    void anAcceptedEventIsDoneAndTheClaimGoesOn() {
        Webhook webhook = add();
        long first = record(event());
        long second = record(event());
        Claim claim = claim().orElseThrow();
        Delivery delivery = accepted(webhook, first);

        assertThat(queue().accepted(claim, delivery, LEASE)).isTrue();

        assertThat(queue().delivery(claim, delivery.id())).contains(delivery);
        assertThat(webhooks().delivery(webhook.id(), delivery.id())).contains(delivery);
        assertThat(webhooks().delivery(new WebhookId(UUID.randomUUID()), delivery.id()))
                .isEmpty();
        assertThat(claim()).isEmpty();
        letTimePass(LEASE.plusSeconds(1));
        assertThat(claim()).map(Claim::position).contains(second - 1);
    }

    @Test
    void aClaimThatIsLostChangesNothing() {
        Webhook webhook = add();
        long position = record(event());
        Claim lost = claim().orElseThrow();
        letTimePass(LEASE.plusSeconds(1));
        Claim held = claim().orElseThrow();

        assertThat(queue().accepted(lost, accepted(webhook, position), LEASE)).isFalse();
        assertThat(queue().failed(lost, failed(webhook, position), Duration.ZERO, true))
                .isFalse();
        queue().release(lost, position);

        assertThat(webhooks().deliveries(webhook.id(), Optional.empty(), 10).items())
                .isEmpty();
        assertThat(queue().accepted(held, accepted(webhook, position), LEASE)).isTrue();
    }

    @Test
    void aFailedEventIsTriedAgainAfterThePause() {
        Webhook webhook = add();
        long position = record(event());
        Delivery once = failed(webhook, position);

        assertThat(queue().failed(claim().orElseThrow(), once, Duration.ofMinutes(5), false))
                .isTrue();

        assertThat(claim()).isEmpty();
        assertThat(webhooks().find(webhook.id()).orElseThrow().failingSince())
                .contains(once.last().time());
        letTimePass(Duration.ofMinutes(5).plusSeconds(1));
        Claim again = claim().orElseThrow();
        assertThat(again.position()).isEqualTo(position - 1);
        assertThat(again.failures()).isEqualTo(1);
        assertThat(queue().delivery(again, once.id())).contains(once);
        Delivery twice = once.after(once.last());
        assertThat(queue().failed(again, twice, Duration.ZERO, false)).isTrue();
        assertThat(webhooks().deliveries(webhook.id(), Optional.empty(), 10).items())
                .containsExactly(twice);

        Claim third = claim().orElseThrow();
        assertThat(third.failures()).isEqualTo(2);
        assertThat(queue().accepted(third, accepted(webhook, position), LEASE)).isTrue();
        assertThat(webhooks().find(webhook.id()).orElseThrow().failingSince()).isEmpty();
    }

    @Test
    void aDisabledWebhookIsNotClaimedUntilItIsEnabled() {
        Webhook webhook = add();
        long position = record(event());
        queue().failed(claim().orElseThrow(), failed(webhook, position), Duration.ZERO, true);

        assertThat(webhooks().find(webhook.id()).orElseThrow().disabled()).isPresent();
        assertThat(claim()).isEmpty();

        webhooks().enable(webhook.id());
        webhooks().enable(webhook.id());
        assertThat(webhooks().find(webhook.id())).contains(webhook);
        Claim claim = claim().orElseThrow();
        assertThat(claim.position()).isEqualTo(position - 1);
        assertThat(claim.failures()).isZero();
    }

    @Test
    void deliveriesAreListedNewestFirstAndUpdated() {
        Webhook webhook = add();
        record(event());
        Claim claim = claim().orElseThrow();
        List<Delivery> sent = IntStream.range(0, 5)
                .mapToObj(i -> accepted(webhook, claim.position() + 1, SettableClock.START.plusSeconds(i)))
                .toList();
        sent.forEach(delivery -> queue().accepted(claim, delivery, LEASE));

        var first = webhooks().deliveries(webhook.id(), Optional.empty(), 3);
        var second = webhooks().deliveries(webhook.id(), first.next(), 3);

        assertThat(first.items()).containsExactly(sent.get(4), sent.get(3), sent.get(2));
        assertThat(second.items()).containsExactly(sent.get(1), sent.get(0));
        assertThat(second.next()).isEmpty();
        Delivery again = sent.get(0).after(failed(webhook, 1).last());
        webhooks().record(again);
        assertThat(webhooks().delivery(webhook.id(), again.id())).contains(again);
    }

    private Optional<Claim> claim() {
        return queue().claim(LEASE);
    }

    private Webhook add() {
        Webhook webhook = webhook(SettableClock.START);
        webhooks().add(webhook, MOST);
        return webhook;
    }

    protected static Webhook webhook(Instant created) {
        return Webhook.create(
                new WebhookId(UUID.randomUUID()),
                new UserName("ann"),
                SourceUrl.parse("https://hooks.example/atelier?key=1"),
                EnumSet.of(EventType.JOB_ENDED, EventType.JOB_CREATED),
                created);
    }

    protected static Delivery accepted(Webhook webhook, long position) {
        return accepted(webhook, position, SettableClock.START);
    }

    private static Delivery accepted(Webhook webhook, long position, Instant created) {
        return new Delivery(
                UUID.randomUUID(),
                webhook.id(),
                position,
                EventType.JOB_CREATED,
                "{\"a\":\"ü\"}",
                created,
                1,
                new Delivery.Attempt(created.plusSeconds(1), Optional.of(204), Optional.empty()));
    }

    private static Delivery failed(Webhook webhook, long position) {
        Delivery accepted = accepted(webhook, position);
        return new Delivery(
                accepted.id(),
                webhook.id(),
                position,
                accepted.type(),
                accepted.body(),
                accepted.created(),
                1,
                new Delivery.Attempt(accepted.last().time(), Optional.empty(), Optional.of("no response")));
    }

    protected static Event event() {
        return Event.created(TestJobs.job().created());
    }
}
