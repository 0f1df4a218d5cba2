package dev.atelier.persistence.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.application.event.RecordedEvent;
import dev.atelier.application.testing.ReservedPort;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.SourceUrl;
import dev.atelier.domain.event.Event;
import dev.atelier.domain.event.EventType;
import dev.atelier.domain.webhook.Delivery.Attempt;
import dev.atelier.domain.webhook.Webhook;
import dev.atelier.domain.webhook.WebhookId;
import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.serde.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpWebhookSenderTest {

    private static final UUID ID = UUID.fromString("1b671a64-40d5-491e-99b0-da01ff1f3341");
    private static final String BODY = "{\"type\":\"job.ended\",\"data\":{\"user\":\"Jürgen\"}}";

    private final CountDownLatch end = new CountDownLatch(1);
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<HttpWebhookSender> senders = new ArrayList<>();
    private HttpServer receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        receiver.setExecutor(Executors.newCachedThreadPool());
        receiver.createContext("/ok", exchange -> answer(exchange, 204));
        receiver.createContext("/broken", exchange -> answer(exchange, 503));
        receiver.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", "/ok");
            answer(exchange, 307);
        });
        receiver.createContext("/slow", exchange -> await());
        receiver.createContext("/endless", this::answerWithoutEnd);
        receiver.start();
    }

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        for (HttpWebhookSender sender : senders) {
            sender.close();
        }
        receiver.stop(0);
    }

    @Test
    void aMessageIsSignedAndAcceptedByAStatusOfSuccess() throws Exception {
        Webhook webhook = webhook("/ok");

        Attempt attempt = send(sender("127.0.0.0/8"), webhook);

        assertThat(attempt.isAccepted()).isTrue();
        assertThat(attempt.status()).contains(204);
        assertThat(bodies).containsExactly(BODY);
        assertThat(header("Content-type")).startsWith("application/json");
        assertThat(header("Webhook-id")).isEqualTo(ID.toString());
        long seconds = Long.parseLong(header("Webhook-timestamp"));
        assertThat(Duration.between(Instant.ofEpochSecond(seconds), Instant.now())
                        .abs())
                .isLessThan(Duration.ofMinutes(1));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                Base64.getDecoder().decode(webhook.secret().value().substring("whsec_".length())), "HmacSHA256"));
        byte[] expected = mac.doFinal((ID + "." + seconds + "." + BODY).getBytes(StandardCharsets.UTF_8));
        assertThat(header("Webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(expected));
    }

    @Test
    void otherStatusesAreFailuresAndRedirectsAreNotFollowed() {
        HttpWebhookSender sender = sender("127.0.0.0/8");

        assertThat(send(sender, webhook("/broken")))
                .satisfies(attempt -> assertThat(attempt.status()).contains(503))
                .satisfies(attempt -> assertThat(attempt.error()).contains("the receiver answers 503"));
        assertThat(send(sender, webhook("/moved")).error().orElseThrow()).contains("307", "not followed");
        assertThat(bodies).hasSize(2);
    }

    @Test
    void onlyPublicAddressesAreReachedUnlessTheyAreAllowed() {
        HttpWebhookSender sender = sender();

        assertThatThrownBy(() -> sender.requireAllowed(url("/ok")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("atelier.webhooks.allowed-hosts");
        assertThat(send(sender, webhook("/ok")).error().orElseThrow()).contains("127.0.0.1", "not public");
        DnsResolver rebound = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return new InetAddress[] {InetAddress.getLoopbackAddress()};
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        Webhook named = webhook(
                SourceUrl.parse("http://hooks.example:" + receiver.getAddress().getPort() + "/ok"));
        assertThat(send(sender(rebound), named).error().orElseThrow()).contains("hooks.example", "not public");
        assertThat(bodies).isEmpty();
    }

    @Test
    void aReceiverThatIsSlowOrNeverEndsOrIsNotThereHoldsNothingUp() throws IOException {
        HttpWebhookSender sender = sender("127.0.0.0/8");

        assertThat(send(sender, webhook("/slow")).error().orElseThrow()).contains("no response within");
        assertThat(send(sender, webhook("/endless")).isAccepted()).isTrue();
        try (ReservedPort free = new ReservedPort()) {
            assertThat(send(sender, webhook(SourceUrl.parse("http://127.0.0.1:" + free.number())))
                            .error())
                    .contains("the receiver accepts no connection");
        }
        assertThat(send(
                                sender,
                                webhook(SourceUrl.parse("https://127.0.0.1:"
                                        + receiver.getAddress().getPort())))
                        .error())
                .isPresent();
    }

    @Test
    void theBodyHasIdsAndStateAndNothingElse() {
        Event event = Event.ended(TestJobs.job().succeeded());

        assertThat(sender().body(new RecordedEvent(7, Instant.parse("2026-11-30T12:00:00Z"), event)))
                .isEqualTo(
                        "{\"type\":\"job.ended\",\"timestamp\":\"2026-11-30T12:00:00Z\",\"data\":{\"id\":7,\"subject\":\""
                                + event.subject() + "\",\"user\":\"ann\",\"status\":\"succeed\",\"endpoint_id\":\""
                                + TestJobs.ENDPOINT + "\"}}");
    }

    private static Attempt send(HttpWebhookSender sender, Webhook webhook) {
        return sender.send(webhook, ID, BODY);
    }

    private String header(String name) {
        assertThat(headers.get(0).get(name)).hasSize(1);
        return headers.get(0).get(name).get(0);
    }

    private void answer(HttpExchange exchange, int status) throws IOException {
        headers.add(Map.copyOf(exchange.getRequestHeaders()));
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void answerWithoutEnd(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            while (end.getCount() > 0) {
                body.write(new byte[1024]);
            }
        }
    }

    private void await() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpWebhookSender sender(String... allowed) {
        return sender(SystemDefaultDnsResolver.INSTANCE, allowed);
    }

    private HttpWebhookSender sender(DnsResolver names, String... allowed) {
        HttpWebhookSender sender = new HttpWebhookSender(
                new WebhookConfiguration(
                        List.of(allowed),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        1,
                        1),
                new JsonColumnCodec(ObjectMapper.getDefault()),
                Clock.systemUTC(),
                names);
        senders.add(sender);
        return sender;
    }

    private SourceUrl url(String path) {
        return SourceUrl.parse("http://127.0.0.1:" + receiver.getAddress().getPort() + path);
    }

    private Webhook webhook(String path) {
        return webhook(url(path));
    }

    private static Webhook webhook(SourceUrl url) {
        return Webhook.create(
                new WebhookId(UUID.randomUUID()), new UserName("ann"), url, Set.of(EventType.JOB_ENDED), Instant.now());
    }
}
