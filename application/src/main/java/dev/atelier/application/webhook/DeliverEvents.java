package dev.atelier.application.webhook;

import dev.atelier.application.UseCase;
import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.activity.Activities;
import dev.atelier.application.activity.Activity;
import dev.atelier.application.event.EventLog;
import dev.atelier.application.event.RecordedEvent;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.Webhook;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends events to webhooks. An event is sent until it is accepted, and the next one only then, so that they arrive in order;
 * it may arrive twice, under the same id, when this process dies before it has recorded that it was accepted.
 */
@UseCase
public class DeliverEvents {

    /** Events that are read at once. */
    private static final int BATCH = 50;

    /** After how long another webhook is sent to first, as receivers that take long might occupy all threads. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private final WebhookQueue queue;
    private final EventLog log;
    private final WebhookSender sender;
    private final AuthenticateCaller callers;
    private final WebhookPolicy policy;
    private final Clock clock;
    private final Activities activities;

    public DeliverEvents(
            WebhookQueue queue,
            EventLog log,
            WebhookSender sender,
            AuthenticateCaller callers,
            WebhookPolicy policy,
            Clock clock,
            Activities activities) {
        this.queue = queue;
        this.log = log;
        this.sender = sender;
        this.callers = callers;
        this.policy = policy;
        this.clock = clock;
        this.activities = activities;
    }

    /**
     * Sends events to one webhook that is due.
     *
     * @param lease longer than one attempt takes
     * @return false when none is due
     */
    public boolean deliverSome(Duration lease) {
        Optional<WebhookQueue.Claim> claim = queue.claim(lease);
        claim.ifPresent(held -> deliver(held, lease));
        return claim.isPresent();
    }

    private void deliver(WebhookQueue.Claim claim, Duration lease) {
        long reached = claim.position();
        int failures = claim.failures();
        Instant end = clock.instant().plus(TURN);
        for (RecordedEvent event : log.after(claim.position(), BATCH)) {
            if (isFor(claim.webhook(), event)) {
                Delivery tried = attempt(claim, event);
                boolean accepted = tried.last().isAccepted();
                activities.report(new Activity.WebhookTried(accepted));
                boolean held = accepted ? queue.accepted(claim, tried, lease) : fail(claim, tried, failures + 1);
                if (!held || !accepted) {
                    return;
                }
                failures = 0;
            }
            reached = event.position();
            if (!clock.instant().isBefore(end)) {
                break;
            }
        }
        queue.release(claim, reached);
    }

    /** As its owner is allowed at present. */
    private boolean isFor(Webhook webhook, RecordedEvent event) {
        Optional<Caller> owner = callers.find(webhook.owner());
        return webhook.types().contains(event.event().type())
                && owner.filter(event.event()::isVisibleTo).isPresent();
    }

    private Delivery attempt(WebhookQueue.Claim claim, RecordedEvent event) {
        Webhook webhook = claim.webhook();
        UUID id = messageId(webhook, event);
        Instant begun = clock.instant();
        Delivery delivery = queue.delivery(claim, id)
                .orElseGet(() -> new Delivery(
                        id, webhook.id(), event.position(), event.event().type(), sender.body(event), begun, 0, null));
        return delivery.after(sender.send(webhook, id, delivery.body()));
    }

    private boolean fail(WebhookQueue.Claim claim, Delivery tried, int failures) {
        Instant since = claim.webhook().failingSince().orElse(tried.last().time());
        boolean forTooLong = !tried.last().time().isBefore(since.plus(policy.disableAfter()));
        return queue.failed(
                claim,
                tried,
                policy.pauseAfter(failures),
                forTooLong || tried.last().isGone());
    }

    /** The same at each attempt, by whichever process, so that receivers can drop repeats. */
    private static UUID messageId(Webhook webhook, RecordedEvent event) {
        return UUID.nameUUIDFromBytes((webhook.id() + "/" + event.position()).getBytes(StandardCharsets.UTF_8));
    }
}
