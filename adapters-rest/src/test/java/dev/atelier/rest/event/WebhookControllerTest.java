package dev.atelier.rest.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.RecordingWebhookSender;
import dev.atelier.application.testing.RecordingWebhookSender.Sent;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.webhook.DeliverEvents;
import dev.atelier.domain.event.Event;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookControllerTest {

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("ann", "inference:list");
        server.addUserHolding("bob", "inference:list");
        server.addUserHolding("eve", "user:list");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theSecretOfAWebhookIsShownOnce() {
        HttpResult created = create(
                        "{\"url\": \"https://hooks.example/a?b=c\", \"types\": [\"job.ended\", \"job.created\"]}")
                .is(201);

        assertThat(created.at("data.url")).isEqualTo("https://hooks.example/a?b=c");
        assertThat(created.at("data.types")).isEqualTo(List.of("job.created", "job.ended"));
        assertThat((String) created.at("data.secret")).startsWith("whsec_");
        HttpResult listed = ann().get("/webhooks").is(200);
        assertThat(listed.at("data.webhooks.0.id")).isEqualTo(created.at("data.id"));
        assertThat(listed.text()).doesNotContain("whsec_");
        assertThat(server.http().as("bob").get("/webhooks").is(200).at("data.webhooks"))
                .isEqualTo(List.of());
    }

    @Test
    void withoutTypesItGetsAllThatItsOwnerMaySee() {
        HttpResult created = create("{\"url\": \"https://hooks.example\"}").is(201);
        assertThat((List<?>) created.at("data.types")).hasSize(7);
        server.atelier.events.add(Event.created(TestJobs.job().by("bob").created()));
        server.atelier.events.add(Event.created(TestJobs.job().by("ann").created()));

        deliver();

        assertThat(sender().sent()).extracting(Sent::body).containsExactly("2");
    }

    @Test
    void whatWasSentIsListedByPagesAndSentAgain() {
        Object id = create("{\"url\": \"https://hooks.example\"}").at("data.id");
        for (int i = 0; i < 5; i++) {
            server.atelier.events.add(Event.created(TestJobs.job().by("ann").created()));
            server.atelier.clock.pass(Duration.ofSeconds(1));
            deliver();
        }
        String deliveries = "/webhooks/" + id + "/deliveries";

        HttpResult first = ann().get(deliveries + "?limit=3").is(200);
        HttpResult second = ann().get(
                        deliveries + "?limit=3&exclusive_start_key=" + first.at("data.last_evaluated_key"))
                .is(200);

        assertThat(first.at("data.deliveries.0.event")).isEqualTo(5);
        assertThat(first.at("data.deliveries.2.event")).isEqualTo(3);
        assertThat(second.at("data.deliveries.1.event")).isEqualTo(1);
        assertThat(second.at("data.last_evaluated_key")).isNull();
        sender().answers(number -> 500);
        Object message = second.at("data.deliveries.1.id");
        HttpResult again =
                ann().send("POST", deliveries + "/" + message + "/redeliver").is(200);
        assertThat(again.at("data.accepted")).isEqualTo(false);
        assertThat(again.at("data.attempts")).isEqualTo(2);
        assertThat(again.at("data.status_code")).isEqualTo(500);
        assertThat(sender().sent().get(5)).isEqualTo(sender().sent().get(0));
        ann().send("POST", deliveries + "/" + UUID.randomUUID() + "/redeliver").rejects(404);
        ann().send("POST", deliveries + "/x/redeliver").rejects(404);
    }

    @Test
    void aDisabledWebhookIsEnabledAndADeletedOneIsGone() {
        Object id = create("{\"url\": \"https://hooks.example\"}").at("data.id");
        sender().answers(number -> 410);
        server.atelier.events.add(Event.created(TestJobs.job().by("ann").created()));
        deliver();
        assertThat(ann().get("/webhooks").at("data.webhooks.0.disabled")).isNotNull();
        assertThat(ann().get("/webhooks").at("data.webhooks.0.failing_since")).isNotNull();

        assertThat(ann().send("POST", "/webhooks/" + id + "/enable").is(200).text())
                .doesNotContain("disabled", "failing_since", "whsec_");

        assertThat(ann().send("DELETE", "/webhooks/" + id).status()).isEqualTo(204);
        ann().send("DELETE", "/webhooks/" + id).rejects(404);
        assertThat(ann().get("/webhooks").at("data.webhooks")).isEqualTo(List.of());
    }

    @Test
    void anotherUsersWebhookIsNotThere() {
        Object id = create("{\"url\": \"https://hooks.example\"}").at("data.id");
        for (String user : List.of("bob", "admin")) {
            Http other = server.http().as(user);
            other.send("DELETE", "/webhooks/" + id).rejects(404);
            other.get("/webhooks/" + id + "/deliveries").rejects(404);
            other.send("POST", "/webhooks/" + id + "/enable").rejects(404);
            other.send("POST", "/webhooks/" + id + "/deliveries/" + UUID.randomUUID() + "/redeliver")
                    .rejects(404);
        }
    }

    @Test
    void whatCannotBeServedIsRejected() {
        server.http()
                .as("eve")
                .send("POST", "/webhooks", "{\"url\": \"https://hooks.example\"}")
                .rejects(403);
        server.http().as("eve").get("/webhooks").rejects(403);
        create("{}").rejects(400);
        create("{\"url\": \"ftp://hooks.example\"}").rejects(400);
        create("{\"url\": \"https://user:password@hooks.example\"}").rejects(400);
        assertThat(create("{\"url\": \"https://" + RecordingWebhookSender.PRIVATE_HOST + "\"}")
                        .rejects(400)
                        .message())
                .contains("not public");
        assertThat(create("{\"url\": \"https://hooks.example\", \"types\": [\"job.gone\"]}")
                        .rejects(400)
                        .message())
                .contains("job.gone");
        create("{\"url\": \"https://hooks.example\", \"types\": [\"training.changed\"]}")
                .rejects(403);
        ann().send("DELETE", "/webhooks/x").rejects(404);
        for (int i = 0; i < 3; i++) {
            create("{\"url\": \"https://hooks.example\"}").is(201);
        }
        create("{\"url\": \"https://hooks.example\"}").rejects(429);
        server.atelier.events.stopRecording();
        create("{\"url\": \"https://hooks.example\"}").rejects(501);
    }

    private HttpResult create(String json) {
        return ann().send("POST", "/webhooks", json);
    }

    private void deliver() {
        DeliverEvents deliver = server.bean(DeliverEvents.class);
        while (deliver.deliverSome(Duration.ofMinutes(1))) {
            server.atelier.clock.pass(Duration.ofMillis(1));
        }
    }

    private RecordingWebhookSender sender() {
        return server.atelier.sender;
    }

    private Http ann() {
        return server.http().as("ann");
    }
}
