package dev.atelier.application.webhook;

import dev.atelier.application.Cursor;
import dev.atelier.application.IdGenerator;
import dev.atelier.application.Page;
import dev.atelier.application.UseCase;
import dev.atelier.application.audit.Audit;
import dev.atelier.application.audit.AuditAction;
import dev.atelier.application.event.EventAccess;
import dev.atelier.application.event.EventLog;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.event.EventType;
import dev.atelier.domain.webhook.Delivery;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Creates, lists and deletes the caller's webhooks, and shows what was sent to them. */
@UseCase
public class ManageWebhooks {

    private final WebhookRepository webhooks;
    private final WebhookSender sender;
    private final EventLog log;
    private final WebhookPolicy policy;
    private final IdGenerator ids;
    private final Clock clock;
    private final Audit audit;

    public ManageWebhooks(
            WebhookRepository webhooks,
            WebhookSender sender,
            EventLog log,
            WebhookPolicy policy,
            IdGenerator ids,
            Clock clock,
            Audit audit) {
        this.webhooks = webhooks;
        this.sender = sender;
        this.log = log;
        this.policy = policy;
        this.ids = ids;
        this.clock = clock;
        this.audit = audit;
    }

    /** Creates a webhook, which gets the events from now on. Its secret is shown this once. */
    public Webhook create(Caller caller, SourceUrl url, Set<EventType> types) {
        EventAccess.requireOneOf(caller, types);
        EventAccess.requireRecording(log);
        sender.requireAllowed(url);
        Webhook webhook = Webhook.create(new WebhookId(ids.next()), caller.name(), url, types, clock.instant());
        audit.change(
                caller,
                AuditAction.WEBHOOK_CREATE.on(webhook.id(), "to " + url.uri().getHost()),
                () -> webhooks.add(webhook, policy.perUser()));
        return webhook;
    }

    /** The caller's own, oldest first. */
    public List<Webhook> list(Caller caller) {
        requireAny(caller);
        return webhooks.of(caller.name());
    }

    public void delete(Caller caller, WebhookId id) {
        find(caller, id);
        audit.change(caller, AuditAction.WEBHOOK_DELETE.on(id), () -> webhooks.delete(id));
    }

    /** Sends to a disabled webhook again, from where it stopped. */
    public Webhook enable(Caller caller, WebhookId id) {
        find(caller, id);
        audit.change(caller, AuditAction.WEBHOOK_ENABLE.on(id), () -> webhooks.enable(id));
        return find(caller, id);
    }

    /** A page of what was sent, newest first. */
    public Page<Delivery> deliveries(Caller caller, WebhookId id, Optional<Cursor> after, int limit) {
        return webhooks.deliveries(find(caller, id).id(), after, limit);
    }

    /** Sends a message once more, whether or not it was accepted before, and returns the outcome. */
    public Delivery redeliver(Caller caller, WebhookId id, UUID message) {
        Webhook webhook = find(caller, id);
        Delivery delivery = webhooks.delivery(id, message)
                .orElseThrow(() -> new NotFoundException("delivery " + message + " of webhook " + id + " not found"));
        Delivery sent = delivery.after(sender.send(webhook, delivery.id(), delivery.body()));
        webhooks.record(sent);
        return sent;
    }

    private Webhook find(Caller caller, WebhookId id) {
        requireAny(caller);
        return webhooks.find(id)
                .filter(webhook -> webhook.owner().equals(caller.name()))
                .orElseThrow(() -> new NotFoundException("webhook with id " + id + " not found"));
    }

    /**
     * To be called before the body of a request is read.
     *
     * @throws dev.atelier.domain.access.PermissionDeniedException if the caller may see no events at all
     */
    public void requireAny(Caller caller) {
        EventAccess.requireOneOf(caller, EnumSet.allOf(EventType.class));
    }
}
