package dev.atelier.application.testing;

import dev.atelier.application.event.RecordedEvent;
import dev.atelier.application.webhook.WebhookSender;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.webhook.Delivery.Attempt;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** Keeps what it is to send, and answers as a test says. The body is the event's position. */
public class RecordingWebhookSender implements WebhookSender {

    /** A host that it does not send to. */
    public static final String PRIVATE_HOST = "private.example";

    private final Clock clock;
    private final List<Sent> sent = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<Integer> status = number -> 200;

    /** A message. */
    public record Sent(WebhookId webhook, UUID id, String body) {}

    public RecordingWebhookSender(Clock clock) {
        this.clock = clock;
    }

    /** @param ofNumber the status of each response, by its number, from 1; 0: none */
    public void answers(UnaryOperator<Integer> ofNumber) {
        status = ofNumber;
    }

    public List<Sent> sent() {
        return List.copyOf(sent);
    }

    @Override
    public void requireAllowed(SourceUrl url) {
        if (url.host().equals(PRIVATE_HOST)) {
            throw new InvalidRequestException("the host " + PRIVATE_HOST + " is not public");
        }
    }

    @Override
    public String body(RecordedEvent event) {
        return Long.toString(event.position());
    }

    @Override
    public Attempt send(Webhook webhook, UUID id, String body) {
        sent.add(new Sent(webhook.id(), id, body));
        int answer = status.apply(sent.size());
        return new Attempt(
                clock.instant(),
                answer == 0 ? Optional.empty() : Optional.of(answer),
                answer == 200 ? Optional.empty() : Optional.of("the receiver answers " + answer));
    }
}
