package dev.atelier.rest.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestImages;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are sent again. */
class IdempotencyTest {

    private static final String NEW_JOB = "{\"inference_type\": \"Async\", \"task_type\": \"txt2img\", \"models\":"
            + " {\"Stable-diffusion\": [\"a.safetensors\"]}}";
    private static final String ASYNC = NEW_JOB.replace("}}", "}, \"payload_string\": \"{}\"}");
    private static final String REAL_TIME = ASYNC.replace("Async", "Real-time");
    private static final String IMAGE = "{\"prompt\": \"a cute panda\", \"model\": \"a.safetensors\"}";

    private RestServer server;
    private Http client;
    private Endpoint endpoint;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.atelier.add(TestCheckpoints.checkpoint().files("a.safetensors"));
        endpoint = server.atelier.add(TestEndpoints.endpoint());
        server.atelier.add(TestEndpoints.endpoint().realTime());
        client = server.http().with("Idempotency-Key", "key-1");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anAsyncJobIsCreatedOnceAndTheFirstAnswerGivenAgain() {
        HttpResult first = client.send("POST", "/inferences", ASYNC).is(202);
        server.atelier.complete.complete(only(), TestImages.success("image"));

        HttpResult second = client.send("POST", "/inferences", ASYNC).is(202);

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        assertThat(second.header("Retry-After")).isEqualTo(first.header("Retry-After"));
        only();
    }

    @Test
    void aCreatedJobAndItsStartAreAnsweredAgain() {
        HttpResult created = client.send("POST", "/inferences", NEW_JOB).is(201);
        assertThat(client.send("POST", "/inferences", NEW_JOB).is(201).text()).isEqualTo(created.text());
        InferenceJob job = only();
        server.atelier.write(job.payload(), "{}");

        HttpResult started =
                client.send("PUT", "/inferences/" + job.id() + "/start").is(202);
        assertThat(client.send("PUT", "/inferences/" + job.id() + "/start")
                        .is(202)
                        .text())
                .isEqualTo(started.text());
        client.with("Idempotency-Key", "key-2")
                .send("PUT", "/inferences/" + job.id() + "/start")
                .rejects(400);
    }

    @Test
    void aRealTimeJobIsAnsweredAgain() {
        server.atelier.backend.answer(job -> Optional.of(TestImages.success("image")));
        HttpResult first = client.send("POST", "/inferences", REAL_TIME).is(200);

        assertThat(client.send("POST", "/inferences", REAL_TIME).is(200).text()).isEqualTo(first.text());
        only();
    }

    @Test
    void whileTheFirstRequestIsWorkedOnOthersAreToldToComeLater() {
        CompletableFuture<HttpResult> first = client.sendAsync("POST", "/inferences", bytes(REAL_TIME));
        await().until(() -> server.atelier.backend.running().size() == 1);

        HttpResult second = client.send("POST", "/inferences", REAL_TIME).rejects(409);
        assertThat(Integer.parseInt(second.header("Retry-After"))).isPositive();
        client.send("POST", "/inferences", ASYNC).rejects(422);

        server.atelier.complete.complete(only(), TestImages.success("image"));
        String answer = first.join().is(200).text();
        assertThat(client.send("POST", "/inferences", REAL_TIME).text()).isEqualTo(answer);
    }

    static List<String> jobRequests() {
        return List.of(NEW_JOB, ASYNC, REAL_TIME);
    }

    @ParameterizedTest
    @MethodSource("jobRequests")
    void whatADeadProcessHadAcceptedIsFound(String request) {
        server.atelier.backend.answer(job -> job.inferenceType() == InferenceType.REAL_TIME
                ? Optional.of(TestImages.success("image"))
                : Optional.empty());
        HttpResult first = client.send("POST", "/inferences", request);
        server.atelier.idempotencyRecords.loseAnswers();

        HttpResult second = client.send("POST", "/inferences", request).is(first.status());

        assertThat(second.text()).contains(only().id().toString());
        assertThat(client.send("POST", "/inferences", request).text()).isEqualTo(second.text());
        only();
    }

    @Test
    void aStartThatADeadProcessHadAcceptedIsFound() {
        InferenceJob job = server.atelier.addUploaded(TestJobs.job().on(endpoint));
        HttpResult first =
                client.send("PUT", "/inferences/" + job.id() + "/start").is(202);
        server.atelier.idempotencyRecords.loseAnswers();

        assertThat(client.send("PUT", "/inferences/" + job.id() + "/start")
                        .is(202)
                        .text())
                .isEqualTo(first.text());
    }

    @Test
    void aRealTimeJobThatOutlivedItsProcessIsWaitedFor() {
        CompletableFuture<HttpResult> lost = client.sendAsync("POST", "/inferences", bytes(REAL_TIME));
        await().until(() -> server.atelier.backend.running().size() == 1);
        server.atelier.idempotencyRecords.loseAnswers();
        CompletableFuture<HttpResult> second = client.sendAsync("POST", "/inferences", bytes(REAL_TIME));
        String topic = NotificationBus.jobEndedTopic(only().id());
        await().until(() -> server.atelier.signals.waiters(topic) == 2);

        server.atelier.complete.complete(only(), TestImages.success("image"));

        assertThat(second.join().is(200).at("data.status")).isEqualTo("succeed");
        lost.join().is(200);
        only();
    }

    @Test
    void anotherRequestWithTheKeyIsRejected() {
        client.send("POST", "/inferences", ASYNC).is(202);

        assertThat(client.send("POST", "/inferences", NEW_JOB).rejects(422).message())
                .contains("another request");
        only();
    }

    @Test
    void keysOfUsersOperationsAndDaysAreApart() {
        server.addUser("bob", "IT Operator");
        client.send("POST", "/inferences", ASYNC).is(202);
        client.as("bob").send("POST", "/inferences", ASYNC).is(202);
        client.with("Idempotency-Key", "key-2")
                .send("POST", "/inferences", ASYNC)
                .is(202);
        assertThat(jobs()).hasSize(3);
        image(client).value(200);
        assertThat(jobs()).hasSize(4);

        server.atelier.clock.pass(Duration.ofHours(24));

        client.send("POST", "/inferences", ASYNC).is(202);
        assertThat(jobs()).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 256})
    void keysHaveABoundedLength(int length) {
        assertThat(client.with("Idempotency-Key", "k".repeat(length))
                        .send("POST", "/inferences", ASYNC)
                        .rejects(400)
                        .message())
                .contains("Idempotency-Key", "255");
        assertThat(jobs()).isEmpty();
    }

    @Test
    void keysAreVisibleAscii() {
        client.with("Idempotency-Key", "!~" + "k".repeat(253))
                .send("POST", "/inferences", ASYNC)
                .is(202);
        client.with("Idempotency-Key", "a b").send("POST", "/inferences", ASYNC).rejects(400);
    }

    @Test
    void aRejectedRequestMayBeRepeated() {
        server.atelier.backend.reject(new InvalidRequestException("not now"));
        client.send("POST", "/inferences", ASYNC).rejects(400);
        assertThat(jobs()).isEmpty();

        server.atelier.backend.reject(null);

        client.send("POST", "/inferences", ASYNC).is(202);
        only();
    }

    @Test
    void readingAndDeletingIgnoreTheKey() {
        client.send("POST", "/inferences", ASYNC).is(202);
        String one = "{\"inference_id_list\": [\"" + only().id() + "\"]}";
        client.get("/inferences/" + only().id()).is(200);
        client.send("DELETE", "/inferences", one).isEmpty(204);
        client.get("/inferences").is(200);
        client.send("DELETE", "/inferences", "{\"inference_id_list\": []}").isEmpty(204);
    }

    @Test
    void theImagesOfOpenAisClientsAreMadeOnceAndSentAgain() {
        server.atelier.backend.answer(job -> Optional.of(TestImages.success("image")));
        HttpResult first = image(client);
        assertThat(first.status()).as(first.text()).isEqualTo(200);

        assertThat(image(client).at("data.0.b64_json")).isEqualTo(first.at("data.0.b64_json"));
        only();
        HttpResult other = client.send("POST", "/v1/images/generations", IMAGE.replace("panda", "cat"));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.at("error.type")).isEqualTo("invalid_request_error");
    }

    @Test
    void anEditIsTheSameWhateverSeparatesItsParts() {
        server.atelier.backend.answer(job -> Optional.of(TestImages.success("image")));
        HttpResult first = edit("one", "a panda", "image", "prompt");
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(edit("two", "a panda", "prompt", "image").text()).contains("b64_json");
        only();

        assertThat(edit("one", "a cat", "image", "prompt").status()).isEqualTo(422);
        only();
    }

    @Test
    void aRunOf2023IsMadeOnce() {
        String body = "{\"sagemaker_endpoint_name\": \"" + endpoint.name()
                + "\", \"task_type\": \"txt2img\", \"prompt\": \"x\", \"models\": {\"Stable-diffusion\": [\"a.safetensors\"]}}";
        Http old = server.keyOnly().with("Idempotency-Key", "key-1");
        HttpResult first = old.send("POST", "/inference-api/inference", body);
        assertThat(first.status()).as(first.text()).isEqualTo(200);

        assertThat(old.send("POST", "/inference-api/inference", body).text()).isEqualTo(first.text());
        server.atelier.idempotencyRecords.loseAnswers();
        assertThat(old.send("POST", "/inference-api/inference", body).text()).isEqualTo(first.text());
        only();
        assertThat(old.send("POST", "/inference-api/inference", body + " ")
                        .rejects2023(422, "another")
                        .status())
                .isEqualTo(422);
    }

    @Test
    void preflightAllowsTheHeader() {
        HttpResult reply = server.http()
                .with("Origin", "https://app.example")
                .with("Access-Control-Request-Method", "POST")
                .with("Access-Control-Request-Headers", "idempotency-key, prefer")
                .send("OPTIONS", "/inferences");

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Access-Control-Allow-Headers")).isEqualTo("*, Authorization");
    }

    private HttpResult image(Http with) {
        server.atelier.backend.answer(job -> Optional.of(TestImages.success("image")));
        return with.send("POST", "/v1/images/generations", IMAGE);
    }

    private HttpResult edit(String boundary, String prompt, String... order) {
        StringBuilder form = new StringBuilder();
        for (String part : order) {
            form.append("--")
                    .append(boundary)
                    .append("\r\nContent-Disposition: form-data; name=\"")
                    .append(part);
            form.append(part.equals("image") ? "\"; filename=\"a.png\"\r\n\r\n" + png() : "\"\r\n\r\n" + prompt);
            form.append("\r\n");
        }
        form.append("--")
                .append(boundary)
                .append("\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\na.safetensors");
        form.append("\r\n--").append(boundary).append("--\r\n");
        return client.with("Content-Type", "multipart/form-data; boundary=" + boundary)
                .send("POST", "/v1/images/edits", form.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String png() {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            ImageIO.write(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png", png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return png.toString(StandardCharsets.ISO_8859_1);
    }

    private InferenceJob only() {
        assertThat(jobs()).hasSize(1);
        return jobs().get(0);
    }

    private List<InferenceJob> jobs() {
        return server.atelier
                .jobs
                .page(Optional.empty(), Optional.empty(), Optional.empty(), 100)
                .items();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
