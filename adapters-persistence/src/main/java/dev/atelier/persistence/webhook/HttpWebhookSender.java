package dev.atelier.persistence.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.atelier.application.event.RecordedEvent;
import dev.atelier.application.webhook.WebhookSender;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.webhook.Delivery.Attempt;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.persistence.JsonColumnCodec;
import dev.atelier.persistence.download.GuardedPost;
import dev.atelier.persistence.download.HostAllowlist;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Posts signed messages, to public addresses and those that the operator allows; follows no redirects. */
@Singleton
public final class HttpWebhookSender implements WebhookSender {

    private static final String NOT_PUBLIC =
            "webhooks are sent to public addresses and to what" + " atelier.webhooks.allowed-hosts names";
    private static final Argument<Message> MESSAGE = Argument.of(Message.class);
    private static final int OK = 200;
    private static final int REDIRECTION = 300;
    private static final int CLIENT_ERROR = 400;

    private final HostAllowlist hosts;
    private final GuardedPost post;
    private final JsonColumnCodec json;
    private final Clock clock;

    @Inject
    HttpWebhookSender(WebhookConfiguration config, JsonColumnCodec json, Clock clock) {
        this(config, json, clock, SystemDefaultDnsResolver.INSTANCE);
    }

    HttpWebhookSender(WebhookConfiguration config, JsonColumnCodec json, Clock clock, DnsResolver names) {
        this.hosts = new HostAllowlist(config.allowedHosts(), NOT_PUBLIC);
        this.post = new GuardedPost(hosts, names, config.timeout(), clock);
        this.json = json;
        this.clock = clock;
    }

    /** The body, in the form that the specification proposes. */
    @Serdeable
    record Message(String type, String timestamp, Data data) {}

    /** The event. */
    @Serdeable
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Data(
            long id,
            String subject,
            String user,
            String status,
            @Nullable @JsonProperty("endpoint_id") String endpointId) {}

    @Override
    public void requireAllowed(SourceUrl url) {
        hosts.require(url);
    }

    @Override
    public String body(RecordedEvent recorded) {
        Event event = recorded.event();
        return json.write(
                MESSAGE,
                new Message(
                        event.type().word(),
                        recorded.time().toString(),
                        new Data(
                                recorded.position(),
                                event.subject().toString(),
                                event.owner().value(),
                                event.status(),
                                event.endpoint().map(Object::toString).orElse(null))));
    }

    @Override
    public Attempt send(Webhook webhook, UUID id, String body) {
        try {
            hosts.require(webhook.url()); // the operator may have changed what is allowed
            long seconds = clock.instant().getEpochSecond();
            int status = post.send(
                    webhook.url().uri(),
                    Map.of(
                            "webhook-id",
                            id.toString(),
                            "webhook-timestamp",
                            Long.toString(seconds),
                            "webhook-signature",
                            WebhookSignature.of(webhook.secret(), id.toString(), seconds, body)),
                    body);
            return new Attempt(clock.instant(), Optional.of(status), problem(status));
        } catch (IOException | RuntimeException e) {
            return new Attempt(clock.instant(), Optional.empty(), Optional.of(post.reason(e)));
        }
    }

    private static Optional<String> problem(int status) {
        if (status >= OK && status < REDIRECTION) {
            return Optional.empty();
        }
        return Optional.of(
                status >= REDIRECTION && status < CLIENT_ERROR
                        ? "the receiver redirects (" + status + "), which is not followed"
                        : "the receiver answers " + status);
    }

    @PreDestroy
    void close() throws IOException {
        post.close();
    }
}
