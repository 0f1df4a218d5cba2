package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.inference.InferenceOutcome;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.QuotaExceededException;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of a prompt, for clients of WebUI. */
class TextToImageTest extends GenerationHarness {

    @Test
    void theAnswerIsTheNodesOwn() {
        HttpResult reply = generate(Map.of("prompt", "a cat", "n_iter", 3, "save_images", true));

        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.object()).containsOnlyKeys("images", "parameters", "info");
        List<?> images = (List<?>) reply.at("images");
        assertThat(images).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(Base64.getDecoder().decode((String) images.get(i))).isEqualTo(SdapiServer.image(i));
        }
        assertThat(reply.at("info")).isEqualTo(SdapiServer.INFO);
        assertThat(reply.at("parameters.prompt")).isEqualTo("as the node read it");
        assertThat(reply.at("parameters.save_images")).isEqualTo(true);
        assertThat(reply.at("parameters.batch_size")).isEqualTo(1);
    }

    @Test
    void theJobIsTheUsersAndRealTimeAndListedAsAnyOther() {
        generate(Map.of("prompt", "a cat"));
        assertThat(server.newest().user().value()).isEqualTo("ann");
        assertThat(server.newest().inferenceType()).isEqualTo(InferenceType.REAL_TIME);
        assertThat(server.rest
                        .http()
                        .get("/inferences/" + server.newest().id())
                        .is(200)
                        .at("data.status"))
                .isEqualTo("succeed");
    }

    @Test
    void imagesAreLeftOutWhereTheyAreNotWanted() {
        HttpResult reply = generate(Map.of("prompt", "a cat", "send_images", false));
        assertThat(reply.at("images")).isEqualTo(List.of());
        assertThat(reply.at("info")).isEqualTo(SdapiServer.INFO);
        assertThat(server.newest().images()).hasSize(1);
    }

    @Test
    void aSamplerThatOnlyTheNodeItselfKnowsToLackIsAnsweredTheSame() {
        fail("The node has no sampler \"x\"; it has Euler");
        HttpResult reply = generate(Map.of("prompt", "x"));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.at("detail")).isEqualTo("Sampler not found");
    }

    @ParameterizedTest
    @CsvSource({"boom, RuntimeError", "CUDA out of memory, OutOfMemoryError"})
    void aFailedJobSaysWhyAsWebUiDoes(String reason, String type) {
        fail(reason);
        HttpResult reply = generate(Map.of("prompt", "x"));
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.json())
                .isEqualTo(Map.of("error", type, "detail", "", "body", "", "errors", reason, "message", reason));
    }

    @Test
    void aFullQueueIsUnavailableForAWhile() {
        server.rest.atelier.backend.reject(new CapacityExceededException("the queue is full"));
        HttpResult reply = generate(Map.of("prompt", "x"));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
        assertThat(reply.json()).containsEntry("errors", "the queue is full").containsEntry("detail", "");
    }

    @Test
    void aReachedQuotaIsUnavailableUntilThereIsMore() {
        server.rest.atelier.backend.reject(new QuotaExceededException("0 left", Duration.ofMinutes(90)));
        HttpResult reply = generate(Map.of("prompt", "x"));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.header("Retry-After")).isEqualTo("5400");
        assertThat(reply.json()).containsEntry("errors", "0 left");
    }

    @Test
    void aUserNeedsAPermissionAndAnEndpoint() {
        server.rest.addUserHolding("nothing");
        HttpResult denied = server.generate(server.with("nothing", RestServer.KEY), Map.of());
        assertThat(denied.status()).isEqualTo(403);
        assertThat((String) denied.at("detail")).contains("inference:create");
        server.rest.addUserHolding("elsewhere", "inference:create", "checkpoint:list");
        HttpResult without = server.generate(server.with("elsewhere", RestServer.KEY), Map.of());
        assertThat((String) without.at("message")).contains("no available Real-time endpoints");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "{}"})
    void anInfoThatIsMissingIsMadeUpForClientsThatParseIt(String info) {
        server.rest.atelier.backend.answer(job -> Optional.of(
                new InferenceOutcome.Succeeded(List.of(new SdapiServer.Image(SdapiServer.image(0))), "null", info)));
        HttpResult reply = generate(Map.of("prompt", "a cat", "seed", 5));
        if (!info.equals("{}")) {
            Map<String, Object> parsed = TestJson.object((String) reply.at("info"));
            assertThat(parsed)
                    .containsEntry("prompt", "a cat")
                    .containsEntry("all_prompts", List.of("a cat"))
                    .containsEntry("all_seeds", List.of(5))
                    .containsKeys(
                            "negative_prompt",
                            "seed",
                            "subseed",
                            "width",
                            "height",
                            "all_negative_prompts",
                            "all_subseeds",
                            "infotexts");
        }
        assertThat(reply.at("info")).isInstanceOf(String.class).isNotEqualTo("");
        assertThat(reply.at("parameters.prompt")).isEqualTo("a cat");
    }

    private void fail(String reason) {
        server.rest.atelier.backend.answer(job -> Optional.of(new InferenceOutcome.Failed(reason)));
    }
}
