package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.TestJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generations that clients send again with the same Idempotency-Key. */
class RepeatedRequestTest {

    private static final String PNG = Base64.getEncoder()
            .encodeToString(("\u0089PNG\r\n\u001a\n" + "x".repeat(100)).getBytes(StandardCharsets.ISO_8859_1));
    private static final String TEXT_TO_IMAGE = "/sdapi/v1/txt2img";
    private static final Map<String, Object> CAT = Map.of("prompt", "a cat");

    private SdapiServer server;
    private Http ann;

    @BeforeEach
    void start() {
        server = new SdapiServer(Map.of());
        ann = server.ann().with("Idempotency-Key", "key-1");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private record Generation(String path, Map<String, Object> body) {}

    static List<Generation> generations() {
        return List.of(
                new Generation(TEXT_TO_IMAGE, CAT),
                new Generation("/sdapi/v1/img2img", Map.of("init_images", List.of(PNG), "prompt", "a cat")),
                new Generation("/sdapi/v1/extra-single-image", Map.of("image", PNG, "upscaling_resize", 2)),
                new Generation(
                        "/sdapi/v1/extra-batch-images",
                        Map.of("imageList", List.of(Map.of("data", PNG, "name", "a.png")), "upscaling_resize", 2)),
                new Generation("/controlnet/detect", Map.of("controlnet_input_images", List.of(PNG))),
                new Generation("/rembg", Map.of("input_image", PNG, "model", "u2net")));
    }

    @ParameterizedTest
    @MethodSource("generations")
    void theImagesAreMadeOnceAndSentAgain(Generation generation) {
        HttpResult first = send(ann, generation.path(), generation.body());
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(first.text().length()).isGreaterThan(100_000);

        assertThat(send(ann, generation.path(), generation.body()).text()).isEqualTo(first.text());
        assertThat(jobs()).hasSize(1);
        send(ann.with("Idempotency-Key", "key-2"), generation.path(), generation.body());
        assertThat(jobs()).hasSize(2);
    }

    @Test
    void keysOfUsersAreApart() {
        send(ann, TEXT_TO_IMAGE, CAT);
        send(server.bob().with("Idempotency-Key", "key-1"), TEXT_TO_IMAGE, CAT);
        assertThat(jobs()).extracting(job -> job.user().value()).containsExactlyInAnyOrder("ann", "bob");
    }

    /** What the request needs to be carried out may be gone by the time it comes again. */
    @Test
    void theAnswerDoesNotDependOnWhatHasChangedMeanwhile() {
        Map<String, Object> named =
                Map.of("prompt", "a cat", "override_settings", Map.of("sd_model_checkpoint", SdapiServer.OTHER));
        HttpResult first = send(ann, TEXT_TO_IMAGE, named);
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        server.rest.atelier.checkpoints.delete(
                jobs().get(0).checkpoint().orElseThrow().checkpoint());

        assertThat(send(ann, TEXT_TO_IMAGE, named).text()).isEqualTo(first.text());
        assertThat(send(ann.with("Idempotency-Key", "key-2"), TEXT_TO_IMAGE, named)
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whileTheFirstIsWorkedOnOthersAreAskedToComeLater() {
        server.hang();
        CompletableFuture<HttpResult> first = server.begin(ann);

        HttpResult second = ann.send("POST", TEXT_TO_IMAGE, SdapiServer.BEGUN);
        assertThat(second.status()).as(second.text()).isEqualTo(409);
        assertThat(Integer.parseInt(second.header("Retry-After"))).isPositive();
        assertThat(second.at("error")).isEqualTo("HTTPException");
        assertThat((String) second.at("detail")).contains("is being worked on").isEqualTo(second.at("message"));

        server.end(server.newest().id());
        assertThat(first.join().status()).isEqualTo(200);
    }

    @Test
    void anotherRequestWithTheKeyIsRejected() {
        send(ann, TEXT_TO_IMAGE, CAT);
        rejects(send(ann, TEXT_TO_IMAGE, Map.of("prompt", "a dog")), "another request");
        assertThat(jobs()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", ""})
    void aKeyIsVisibleAscii(String key) {
        rejects(send(ann.with("Idempotency-Key", key), TEXT_TO_IMAGE, CAT), "Idempotency-Key");
        assertThat(jobs()).isEmpty();
    }

    @Test
    void aRequestThatWasRejectedMayBeRepeated() {
        server.rest.atelier.backend.reject(new CapacityExceededException("the queue is full"));
        assertThat(send(ann, TEXT_TO_IMAGE, CAT).status()).isEqualTo(503);
        server.succeed();
        assertThat(send(ann, TEXT_TO_IMAGE, CAT).status()).isEqualTo(200);
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void aFailureStaysTheAnswer() {
        server.rest.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Failed("boom")));
        for (int i = 0; i < 2; i++) {
            HttpResult reply = send(ann, TEXT_TO_IMAGE, CAT);
            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.at("errors")).isEqualTo("boom");
        }
        assertThat(jobs()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("generations")
    void anImageThatIsGoneIsAnErrorBeforeTheAnswerBegins(Generation generation) {
        send(ann, generation.path(), generation.body());
        InferenceJob job = jobs().get(0);
        server.rest.atelier.store.deleteAll(job.results().resolve(job.images().get(0)));

        HttpResult reply = send(ann, generation.path(), generation.body());

        assertThat(reply.status()).as(reply.text()).isEqualTo(500);
        assertThat(reply.at("error")).isEqualTo("OSError");
        assertThat((String) reply.at("errors")).contains(job.id() + " could not be read");
        assertThat(jobs()).hasSize(1);
    }

    @Test
    void imagesThatAreNotSentNeedNotBeThere() {
        Map<String, Object> unsent = Map.of("prompt", "a cat", "send_images", false);
        HttpResult first = send(ann, TEXT_TO_IMAGE, unsent);
        server.rest.atelier.store.deleteAll(jobs().get(0).results().resolve("image_0.png"));

        assertThat(send(ann, TEXT_TO_IMAGE, unsent).text()).isEqualTo(first.text());
    }

    @Test
    void aJobThatOutlivedItsProcessIsWaitedFor() {
        server.hang();
        CompletableFuture<HttpResult> lost = server.begin(ann);
        server.rest.atelier.idempotencyRecords.loseAnswers();
        CompletableFuture<HttpResult> second = ann.sendAsync("POST", TEXT_TO_IMAGE, SdapiServer.BEGUN);
        String topic = NotificationBus.jobEndedTopic(jobs().get(0).id());
        await().until(() -> server.rest.atelier.signals.waiters(topic) == 2);

        server.end(server.newest().id());

        assertThat(second.join().at("info")).isEqualTo(SdapiServer.INFO);
        assertThat(lost.join().status()).isEqualTo(200);
        assertThat(jobs()).hasSize(1);
    }

    private static HttpResult send(Http client, String path, Map<String, Object> body) {
        return client.send("POST", path, bytes(body));
    }

    private static void rejects(HttpResult reply, String words) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.at("detail.0.loc")).isEqualTo(List.of("body"));
        assertThat((String) reply.at("message")).contains(words).isEqualTo(reply.at("detail.0.msg"));
    }

    private List<InferenceJob> jobs() {
        return server.rest
                .atelier
                .jobs
                .page(Optional.empty(), Optional.empty(), Optional.empty(), 100)
                .items();
    }

    private static byte[] bytes(Map<String, Object> body) {
        return TestJson.write(body).getBytes(StandardCharsets.UTF_8);
    }
}
