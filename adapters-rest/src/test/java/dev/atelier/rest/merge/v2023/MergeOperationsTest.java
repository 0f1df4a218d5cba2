package dev.atelier.rest.merge.v2023;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.merge.MergeQueue;
import dev.atelier.application.testing.InMemoryMerger;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.merge.MergeId;
import dev.atelier.domain.merge.MergeJob;
import dev.atelier.domain.merge.MergeMethod;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergeOperationsTest {

    private static final String PATH = "/inference/run-model-merge";

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
        add(checkpoint().files("a.safetensors"), "A");
        add(checkpoint().files("b.safetensors"), "B");
        add(checkpoint().files("c.safetensors"), "C");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersTheThreeNamesAndHowToAskForTheMerge() {
        HttpResult reply = post(Map.of(
                "primary_model_name", "a.safetensors",
                "secondary_model_name", "b.safetensors",
                "tertiary_model_name", "c.safetensors",
                "interp_method", "Add difference",
                "multiplier", 0.5,
                "custom_name", "mine",
                "save_as_half", true,
                "checkpoint_format", "safetensors",
                "discard_weights", "ema"));

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.json())
                .containsOnlyKeys(
                        "primary_model_name", "secondary_model_name", "tertiary_model_name", "inference_id", "status")
                .containsEntry("primary_model_name", "a.safetensors")
                .containsEntry("secondary_model_name", "b.safetensors")
                .containsEntry("tertiary_model_name", "c.safetensors")
                .containsEntry("status", "inprogress");
        MergeJob merge = merge(reply);
        assertThat(merge.recipe().method()).isEqualTo(MergeMethod.ADD_DIFFERENCE);
        assertThat(merge.recipe().multiplier().value()).isEqualTo(0.5);
        assertThat(merge.recipe().half()).isTrue();
        assertThat(merge.recipe().discard()).contains("ema");
        assertThat(merge.recipe().resultName().value()).isEqualTo("mine.safetensors");
    }

    @Test
    void aRepeatedRequestMergesOnce() {
        Http client = server.keyOnly().with("Idempotency-Key", "k");
        String request =
                TestJson.write(Map.of("primary_model_name", "a.safetensors", "secondary_model_name", "b.safetensors"));
        HttpResult first = client.send("POST", PATH, request);
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        assertThat(client.send("POST", PATH, request).text()).isEqualTo(first.text());
        server.atelier.idempotencyRecords.loseAnswers();

        assertThat(client.send("POST", PATH, request).text()).isEqualTo(first.text());
    }

    @Test
    void whatIsNotGivenIsAsInWebUi() {
        HttpResult reply = post(Map.of("primary_model_name", "a.safetensors", "secondary_model_name", "b.safetensors"));

        assertThat(reply.json()).containsEntry("tertiary_model_name", "");
        MergeJob merge = merge(reply);
        assertThat(merge.recipe().method()).isEqualTo(MergeMethod.WEIGHTED_SUM);
        assertThat(merge.recipe().multiplier().value()).isEqualTo(0.3);
        assertThat(merge.recipe().half()).isFalse();
        assertThat(merge.recipe().vae()).isEmpty();
        assertThat(merge.recipe().resultName().value()).isEqualTo("0.7(a) + 0.3(b).safetensors");
    }

    @Test
    void takesNamesAndNumbersAsWebUiShowsThem() {
        add(checkpoint().files("v.safetensors").type(CheckpointType.VAE), "V");

        MergeJob merge = merge(post(Map.of(
                "primary_model_name", "a.safetensors [6ce0161689]",
                "secondary_model_name", "b.safetensors [cc6cb27103]",
                "multiplier", "0.25",
                "custom_name", "",
                "discard_weights", "",
                "bake_in_vae", "v.safetensors")));

        assertThat(merge.recipe().models())
                .extracting(model -> model.name().value())
                .containsExactly("a.safetensors", "b.safetensors");
        assertThat(merge.recipe().multiplier().value()).isEqualTo(0.25);
        assertThat(merge.recipe().vae().orElseThrow().name().value()).isEqualTo("v.safetensors");
        assertThat(merge(post(Map.of(
                                "primary_model_name", "a.safetensors",
                                "interp_method", "No interpolation",
                                "bake_in_vae", "None",
                                "custom_name", "copy")))
                        .recipe()
                        .vae())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "primary_model_name | | Weighted sum needs primary_model_name",
                "secondary_model_name | | Weighted sum needs secondary_model_name",
                "primary_model_name | none.safetensors | checkpoint with name none.safetensors, type Stable-diffusion is not found",
                "secondary_model_name | old.ckpt | old.ckpt cannot be merged; supported are .safetensors files",
                "secondary_model_name | node.safetensors | is stored on a GPU node only; upload it to merge it",
                "secondary_model_name | odd.safetensors | odd.safetensors is odd",
                "interp_method | Sigmoid | is not one of [No interpolation, Weighted sum, Add difference]",
                "interp_method | Add difference | Add difference needs tertiary_model_name",
                "multiplier | 7 | multiplier is 7.0; allowed is 0 to 1",
                "multiplier | -0.1 | allowed is 0 to 1",
                "multiplier | much | multiplier should be a number, not",
                "multiplier | NaN | multiplier should be a number, not",
                "multiplier | 0x1p-2 | multiplier should be a number, not",
                "custom_name | a | a.safetensors already exists",
                "custom_name | ../a | is not allowed",
                "checkpoint_format | ckpt | is not supported; safetensors is",
                "bake_in_vae | a.safetensors | a.safetensors, type VAE is not found",
                "save_as_half | yes | save_as_half should be true or false"
            })
    void whatCannotBeMergedIsRejectedWithASentence(String field, String value, String because) {
        add(checkpoint().files("old.ckpt"), "old");
        add(checkpoint().files("odd.safetensors"), InMemoryMerger.ODD);
        server.atelier.add(checkpoint().files("node.safetensors").onNodes());
        Map<String, Object> request = new LinkedHashMap<>(
                Map.of("primary_model_name", "a.safetensors", "secondary_model_name", "b.safetensors"));
        request.put(field, value);

        HttpResult reply = post(request);

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.text().replace("\\\"", "\"")).contains(because);
        assertThat(server.bean(MergeQueue.class).claim(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void aNameThatIsNoStringStartsNothingThoughTheMethodDoesNotTakeIt() {
        HttpResult reply = post(Map.of(
                "primary_model_name",
                "a.safetensors",
                "secondary_model_name",
                "b.safetensors",
                "tertiary_model_name",
                5));

        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.text()).contains("tertiary_model_name should be a string, not 5");
        assertThat(server.bean(MergeQueue.class).claim(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void withoutABodyItSaysWhatIsMissing() {
        HttpResult reply = server.http().send("POST", PATH);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("Weighted sum needs primary_model_name");
    }

    @Test
    void isKeyedByTheKeyAlone() {
        add(checkpoint().files("open.safetensors").openTo(Caller.EVERYONE), "O");

        HttpResult reply = server.keyOnly()
                .send(
                        "POST",
                        "/prod" + PATH,
                        TestJson.write(Map.of(
                                "primary_model_name",
                                "open.safetensors",
                                "interp_method",
                                "No interpolation",
                                "custom_name",
                                "mine")));

        assertThat(merge(reply).user()).isEqualTo(new UserName("api"));
    }

    @Test
    void isSeenAsAJob() {
        HttpResult reply = post(Map.of(
                "primary_model_name", "a.safetensors", "interp_method", "No interpolation", "custom_name", "mine"));
        MergeJob merge = merge(reply);

        Map<String, Object> running = job(merge);
        assertThat(running)
                .containsEntry("InferenceJobId", reply.json().get("inference_id"))
                .containsEntry("taskType", "merge")
                .containsEntry("status", "inprogress")
                .containsEntry("sagemakerRaw", "")
                .containsEntry("image_names", List.of())
                .containsEntry("model_name", "mine.safetensors")
                .containsEntry("progress", 0.0)
                .containsEntry("completeTime", null)
                .containsEntry("inference_info_name", null)
                .containsEntry("error", null);
        assertThat(running.get("startTime").toString()).matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}");

        MergeQueue.Claim claim = server.atelier.merges.claim(Duration.ofDays(1)).orElseThrow();
        server.atelier.merges.complete(claim, merge.fail("no room", server.atelier.clock.instant()));
        Map<String, Object> failed = job(merge);
        assertThat(failed)
                .containsEntry("status", "failed")
                .containsEntry("error", "no room")
                .containsEntry("sagemakerRaw", "no room");
        assertThat(failed.get("completeTime").toString()).matches("\\d{4}(-\\d\\d){5}");
    }

    private Map<String, Object> job(MergeJob merge) {
        HttpResult reply = server.http().send("GET", "/inference/get-inference-job?jobID=" + merge.id());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private HttpResult post(Map<String, Object> request) {
        return server.http().send("POST", PATH, TestJson.write(request));
    }

    private MergeJob merge(HttpResult reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        MergeId id = MergeId.parse(reply.json().get("inference_id").toString()).orElseThrow();
        return server.bean(MergeQueue.class).find(id).orElseThrow();
    }

    private void add(TestCheckpoints checkpoint, String content) {
        server.atelier.write(server.atelier.add(checkpoint).files().get(0).location(), content);
    }
}
