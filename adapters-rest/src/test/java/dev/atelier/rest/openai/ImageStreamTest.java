package dev.atelier.rest.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.application.testing.EventStreamClient;
import dev.atelier.application.testing.EventStreamClient.Received;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestImages;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Images as server-sent events. */
class ImageStreamTest {

    private static final String GENERATIONS = "/v1/images/generations";

    /** The head of a JPEG. */
    private static final byte[] PREVIEW = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1};

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.atelier.add(TestCheckpoints.checkpoint().files("panda.safetensors"));
        server.atelier.add(TestEndpoints.endpoint().realTime());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void itBeginsBeforeThereIsAnImageAndEndsWithIt() throws IOException {
        try (EventStreamClient stream = stream(Map.of("size", "512x768", "quality", "high"))) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
            assertThat(stream.header("X-Accel-Buffering")).isEqualTo("no");
            assertThat(stream.header("Cache-Control")).contains("no-cache");
            assertThat(stream.received()).isEmpty();

            succeed("the image");

            assertThat(data(end(stream), 0, "image_generation.completed"))
                    .containsOnlyKeys(
                            "type", "b64_json", "created_at", "size", "quality", "background", "output_format")
                    .containsEntry("b64_json", base64("the image"))
                    .containsEntry(
                            "created_at", (int) server.atelier.clock.instant().getEpochSecond())
                    .containsEntry("size", "512x768")
                    .containsEntry("quality", "high")
                    .containsEntry("output_format", "png");
            assertThat(stream.received()).hasSize(1);
        }
    }

    @Test
    void previewsComeBeforeTheImage() throws IOException {
        halfDone();
        try (EventStreamClient stream = stream(Map.of("partial_images", 3))) {
            await().until(() -> stream.received().size() == 2);
            succeed("the image");
            end(stream);
            for (int index = 0; index < 2; index++) {
                assertThat(data(stream, index, "image_generation.partial_image"))
                        .containsEntry("partial_image_index", index)
                        .containsEntry("b64_json", Base64.getEncoder().encodeToString(PREVIEW))
                        .containsEntry("size", "auto")
                        .containsEntry("output_format", "jpeg");
            }
            // The third one would be of a job that is done to three quarters.
            assertThat(data(stream, 2, "image_generation.completed")).containsEntry("b64_json", base64("the image"));
            assertThat(stream.received()).hasSize(3);
        }
    }

    @Test
    void aStreamWithoutPartialImagesHasNone() throws IOException {
        halfDone();
        server.atelier.backend.previewOf(job -> {
            throw new AssertionError("not asked for");
        });
        try (EventStreamClient stream = stream(Map.of("partial_images", 0))) {
            succeed("the image");
            assertThat(end(stream).received()).hasSize(1);
        }
    }

    @Test
    void previewsThatCannotBeReadAreLeftOut() throws IOException {
        server.atelier.backend.progressOf(job -> {
            throw new IllegalStateException("the database is away");
        });
        try (EventStreamClient stream = stream(Map.of("partial_images", 1))) {
            succeed("the image");
            assertThat(data(end(stream), 0, "image_generation.completed"))
                    .containsEntry("b64_json", base64("the image"));
        }
    }

    @Test
    void eachImageHasAnEvent() throws IOException {
        try (EventStreamClient stream = stream(Map.of("n", 2))) {
            succeed("first", "x".repeat(100_001));
            assertThat(end(stream).received())
                    .extracting(event -> TestJson.object(event.data()).get("b64_json"))
                    .containsExactly(base64("first"), base64("x".repeat(100_001)));
        }
    }

    @Test
    void aJobThatFailsEndsTheStreamWithAnError() throws IOException {
        try (EventStreamClient stream = stream(Map.of())) {
            server.atelier.complete.complete(only(), new InferenceOutcome.Failed("CUDA \"out of memory\""));
            assertThat(message(end(stream)))
                    .contains("CUDA \"out of memory\"", only().id().toString());
        }
    }

    @Test
    void aJobThatTakesTooLongEndsTheStreamWithAnErrorAndGoesOn() throws IOException {
        try (EventStreamClient stream = stream(Map.of())) {
            server.atelier.backend.endWaiting();
            assertThat(message(end(stream))).contains("not ready", "/inferences/" + only().id());
        }
        assertThat(only().status()).isEqualTo(InferenceJobStatus.INPROGRESS);
    }

    @Test
    void aJobThatIsDeletedEndsTheStreamWithAnError() throws IOException {
        try (EventStreamClient stream = stream(Map.of())) {
            server.atelier.jobs.delete(only().id());
            server.atelier.backend.endWaiting();
            assertThat(message(end(stream))).contains("was deleted while it ran");
        }
    }

    @Test
    void anImageThatIsGoneEndsTheStreamWithAnError() throws IOException {
        try (EventStreamClient first = stream(Map.of("n", 2), "Idempotency-Key", "k1")) {
            succeed("first", "second");
            end(first);
        }
        server.atelier.store.deleteAll(only().results().resolve("image_1.png"));
        try (EventStreamClient again = stream(Map.of("n", 2), "Idempotency-Key", "k1")) {
            assertThat(data(end(again), 0, "image_generation.completed")).containsEntry("b64_json", base64("first"));
            assertThat(data(again, 1, "error")).containsOnlyKeys("type", "error");
            assertThat((String) TestJson.at(data(again, 1, "error"), "error").get("message"))
                    .contains("could not be read", "GET /inferences/" + only().id());
            assertThat(again.received()).hasSize(2);
        }
    }

    @Test
    void anImageThatBreaksOffEndsTheStreamWithAnError() throws IOException {
        server.atelier.store.breakReadsAfter(50_000);
        try (EventStreamClient stream = stream(Map.of())) {
            succeed("x".repeat(100_001));
            assertThat(message(end(stream))).contains("could not be read");
        }
    }

    @Test
    void theJobOfAClientThatLeavesGoesOn() throws IOException {
        stream(Map.of("partial_images", 1)).close();
        succeed("the image");
        assertThat(only().status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aRequestThatIsSentAgainWithItsKeyFollowsTheSameJob() throws IOException {
        try (EventStreamClient first = stream(Map.of(), "Idempotency-Key", "k1");
                EventStreamClient second = stream(Map.of(), "Idempotency-Key", "k1")) {
            InferenceJob job = only();
            succeed("the image");
            assertThat(end(second).received()).isEqualTo(end(first).received());
            try (EventStreamClient third = stream(Map.of(), "Idempotency-Key", "k1")) {
                assertThat(end(third).received()).isEqualTo(first.received());
            }
            assertThat(only().id()).isEqualTo(job.id());
        }
    }

    @Test
    void aFailedJobIsAnsweredByStatusWhenItIsAskedForAgain() throws IOException {
        try (EventStreamClient first = stream(Map.of(), "Idempotency-Key", "k1")) {
            server.atelier.complete.complete(only(), new InferenceOutcome.Failed("CUDA out of memory"));
            end(first);
        }
        HttpResult again = asking().with("Idempotency-Key", "k1").send("POST", GENERATIONS, body(Map.of()));
        assertThat(again.status()).isEqualTo(500);
        assertThat((String) again.at("error.message")).contains("CUDA out of memory");
    }

    @Test
    void whatIsRejectedIsAnErrorByStatus() {
        assertThat(rejected(Map.of("response_format", "url"), 400)).contains("a stream has its images in base64");
        assertThat(rejected(Map.of("partial_images", 4), 400)).contains("0 to 3");
        assertThat(rejected(Map.of("model", "gone"), 404)).contains("gone");
        server.atelier.backend.reject(new CapacityExceededException("the queue is full"));
        assertThat(rejected(Map.of(), 429)).isEqualTo("the queue is full");
    }

    @Test
    void betweenEventsThereAreComments() {
        byte[] heartbeat = ImageStreams.heartbeats(Duration.ofMillis(1)).blockFirst(Duration.ofSeconds(30));
        assertThat(new String(heartbeat, StandardCharsets.UTF_8)).matches(": [^\n]+\n");
    }

    private EventStreamClient stream(Map<String, Object> request, String... header) throws IOException {
        HttpRequest.Builder post = HttpRequest.newBuilder(URI.create(server.uri() + GENERATIONS))
                .header("Authorization", "Bearer " + RestServer.KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(request)));
        return EventStreamClient.open(header.length == 0 ? post : post.headers(header));
    }

    private static String body(Map<String, Object> request) {
        Map<String, Object> body = new HashMap<>(Map.of("prompt", "x", "model", "panda", "stream", true));
        body.putAll(request);
        return TestJson.write(body);
    }

    private Http asking() {
        return server.keyOnly().with("Accept", "text/event-stream");
    }

    private String rejected(Map<String, Object> request, int status) {
        HttpResult reply = asking().send("POST", GENERATIONS, body(request));
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        return (String) reply.at("error.message");
    }

    private static EventStreamClient end(EventStreamClient stream) {
        await().until(stream::hasEnded);
        return stream;
    }

    private static Map<String, Object> data(EventStreamClient stream, int index, String type) {
        Received received = stream.received().get(index);
        assertThat(received.event()).isEqualTo(type);
        assertThat(TestJson.object(received.data())).containsEntry("type", type);
        return TestJson.object(received.data());
    }

    private static String message(EventStreamClient stream) {
        assertThat(stream.received()).hasSize(1);
        return (String) TestJson.at(data(stream, 0, "error"), "error").get("message");
    }

    private static String base64(String content) {
        return Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8));
    }

    private void halfDone() {
        server.atelier.backend.previewOf(job -> Optional.of(PREVIEW));
        server.atelier.backend.progressIs(new JobProgress.Running(
                Optional.of("node"),
                Optional.empty(),
                Optional.of(new JobProgress.Sampling(5, 10, 0.5, Optional.empty()))));
    }

    private void succeed(String... images) {
        server.atelier.complete.complete(only(), TestImages.success(images));
    }

    private InferenceJob only() {
        List<InferenceJob> all = server.atelier.backend.running().stream()
                .flatMap(id -> server.atelier.jobs.find(id).stream())
                .toList();
        assertThat(all).hasSize(1);
        return all.get(0);
    }
}
