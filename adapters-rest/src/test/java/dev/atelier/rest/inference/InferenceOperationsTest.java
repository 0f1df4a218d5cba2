package dev.atelier.rest.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.TaskType;
import dev.atelier.rest.testing.Documents;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InferenceOperationsTest {

    private static final String CHECKPOINT = "v1-5-pruned-emaonly.safetensors";

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.atelier.add(TestCheckpoints.checkpoint().files(CHECKPOINT));
        server.atelier.add(TestEndpoints.endpoint());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void theExampleCreatesAJobAsDocumented(String generation) {
        Documents operation = Documents.operation(generation, "CreateInferenceJob");
        HttpResult reply =
                server.http().send("POST", "/inferences", operation.request()).is(201);

        operation.describe(reply);
        assertThat(reply.message()).isEqualTo("Created");
        String id = (String) reply.at("data.inference.id");
        assertThat(reply.at("data.inference.type")).isEqualTo("txt2img");
        assertThat(reply.at("data.inference.api_params_s3_location"))
                .isEqualTo("s3://atelier/txt2img/infer_v2/" + id + "/api_param.json");
        assertThat((String) reply.at("data.inference.api_params_s3_upload_url")).startsWith(server.uri() + "/files/");
        assertThat(reply.at("data.inference.models.0.name")).isEqualTo(List.of(CHECKPOINT));
        assertThat(reply.at("data.inference.models.1"))
                .isEqualTo(Map.of("id", "VAE", "name", List.of("Automatic"), "type", "VAE"));
        assertThat((List<?>) reply.at("data.inference.models")).hasSize(2);
    }

    @Test
    void userIdNamesTheUserWhereNoHeaderDoes() {
        Map<String, Object> request = example();
        request.put("user_id", "ghost");
        server.keyOnly().send("POST", "/inferences", TestJson.write(request)).rejects(401);
        post(request).is(201);

        request.put("user_id", "admin");
        HttpResult reply = server.keyOnly()
                .send("POST", "/inferences", TestJson.write(request))
                .is(201);
        assertThat(get(reply.at("data.inference.id")).at("data.owner_group_or_role"))
                .isEqualTo(List.of("admin"));

        request.remove("user_id");
        HttpResult byKey = server.keyOnly()
                .send("POST", "/inferences", TestJson.write(request))
                .is(201);
        assertThat(get(byKey.at("data.inference.id")).at("data.owner_group_or_role"))
                .isEqualTo(List.of("api"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inference_type", "task_type", "models"})
    void aMissingPropertyIsNamed(String property) {
        Map<String, Object> request = example();
        request.remove(property);
        assertThat(post(request).rejects(400).message())
                .isEqualTo("object has missing required properties ([\"" + property + "\"])");
    }

    @Test
    void typesOfModelsThatAreNotUsedMayBeLeftOut() {
        Map<String, Object> request = example();
        request.put("models", Map.of("Stable-diffusion", List.of(CHECKPOINT)));
        post(request).is(201);
        request.put("task_type", "rembg");
        request.remove("models");
        post(request).is(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "inference_type | \"Batch\"",
                "inference_type | 7",
                "task_type | \"txt2video\"",
                "task_type | []",
                "models | []",
                "models | {\"Stable-diffusion\": \"one\"}",
                "models | {\"Stable-diffusion\": []}",
                "models | {\"Stable-diffusion\": [7]}",
                "models | {\"Model\": [\"x\"]}",
                "models | {\"VAE\": [\"Automatic\"]}",
                "models | {\"Stable-diffusion\": [\"../../etc/passwd\"]}",
                "models | {\"Stable-diffusion\": [\"a\\u0000b\"]}",
                "models | {\"Stable-diffusion\": [\"unknown.safetensors\"]}",
                "sagemaker_endpoint_name | \"unknown\"",
                "sagemaker_endpoint_name | \"a/b\"",
                "payload_string | {}",
                "payload_string | \"\"",
                "payload_string | \"string\"",
                "payload_string | \"[]\""
            })
    void whatMakesNoSenseIsRejectedAndNothingIsCreated(String property, String json) {
        Map<String, Object> request = example();
        request.remove(property);
        String body = TestJson.write(request);
        body = body.substring(0, body.length() - 1) + ",\"" + property + "\":" + json + "}";
        HttpResult reply = server.http().send("POST", "/inferences", body).rejects(400);
        assertThat(reply.message()).hasSizeLessThan(300);
        assertThat(server.http().get("/inferences").at("data.inferences")).isEqualTo(List.of());
        assertThat(server.atelier.store.files()).isEmpty();
    }

    @Test
    void theReferencesSentencesAreKept() {
        Map<String, Object> request = example();
        request.put("payload_string", "string");
        assertThat(post(request).rejects(400).message()).isEqualTo("payload_string must be valid json string");
        request.remove("payload_string");
        request.put("models", Map.of("Stable-diffusion", List.of("x.safetensors")));
        assertThat(post(request).rejects(400).message())
                .isEqualTo("checkpoint with name x.safetensors, type Stable-diffusion is not found");
        request = example();
        request.put("inference_type", "Real-time");
        assertThat(post(request).rejects(400).message())
                .isEqualTo("no available Real-time endpoints for user \"admin\"");
        assertThat(server.http().get("/inferences/not_exists").rejects(404).message())
                .isEqualTo("inference with id not_exists not found");
    }

    @Test
    void anOverlongModelNameIsRejectedWithAShortSentence() {
        Map<String, Object> request = example();
        request.put("models", Map.of("Stable-diffusion", List.of("x".repeat(10_000))));
        assertThat(post(request).rejects(400).message()).hasSizeLessThan(300);
    }

    @Test
    void aPayloadInTheRequestStartsTheJob() throws Exception {
        Map<String, Object> request = example();
        request.put("payload_string", "{\"prompt\": \"a cute panda\", \"cfg_scale\": NaN}");
        HttpResult reply = post(request).is(202);
        Documents.operation("1.5.0", "StartInferenceJob").describe(reply);
        String id = (String) reply.at("data.inference.inference_id");
        InferenceJob job =
                server.atelier.jobs.find(InferenceRequestParser.id(id)).orElseThrow();
        assertThat(server.atelier.read(job.payload())).contains("a cute panda", "NaN");
        assertThat(server.atelier.backend.running()).containsExactly(job.id());
    }

    @Test
    void aPayloadInTheRequestHasABound() {
        Map<String, Object> request = example();
        request.put("payload_string", "{\"prompt\": \"" + "x".repeat(100_000) + "\"}");
        assertThat(post(request).rejects(413).message()).contains("payload_string", "100000");
        assertThat(server.atelier.store.files()).isEmpty();
    }

    @Test
    void aRealTimePayloadIsAnsweredWithTheFinishedJob() {
        server.atelier.add(TestEndpoints.endpoint().realTime());
        server.atelier.backend.answer(job -> Outcomes.oneImage());
        Map<String, Object> request = example();
        request.put("inference_type", "Real-time");
        request.put("payload_string", "{}");
        HttpResult reply = post(request).is(200);
        Documents.operation("1.5.0", "GetInferenceJob").describe(reply);
        assertThat(reply.at("data.status")).isEqualTo("succeed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void anUploadedJobStartsAndIsAcceptedAsDocumented(String generation) {
        HttpResult created = post(example());
        Object id = created.at("data.inference.id");
        String url = (String) created.at("data.inference.api_params_s3_upload_url");
        server.http()
                .without("x-api-key")
                .without("username")
                .send("PUT", url, "{}")
                .isEmpty(200);

        HttpResult reply = startJob(id).is(202);
        Documents.operation(generation, "StartInferenceJob").describe(reply);
        assertThat(reply.message()).isEqualTo("Accepted");
        assertThat(reply.at("data.inference.inference_id")).isEqualTo(id);
        assertThat(reply.at("data.inference.status")).isEqualTo("inprogress");
        assertThat(reply.at("data.inference.output_path")).isEqualTo("s3://atelier/out/" + id + "/result");
    }

    @Test
    void aJobWithoutPayloadStaysStartable() {
        Object id = post(example()).at("data.inference.id");
        assertThat(startJob(id).rejects(400).message()).contains("was not uploaded yet");
        assertThat(get(id).at("data.status")).isEqualTo("created");
    }

    @Test
    void aStartedJobCannotBeStartedAgain() {
        InferenceJob job = server.atelier.add(TestJobs.job().started());
        assertThat(startJob(job.id()).rejects(400).message()).contains("inprogress");
        InferenceJob ended = server.atelier.add(TestJobs.job().succeeded());
        assertThat(startJob(ended.id()).rejects(400).message()).contains("succeed");
        startJob(UUID.randomUUID()).rejects(404);
        startJob("99").rejects(404);
    }

    @Test
    void aRealTimeStartIsAnsweredOnceTheJobHasEnded() {
        InferenceJob job = uploadedRealTimeJob();
        var reply = server.http().sendAsync("PUT", "/inferences/" + job.id() + "/start", null);
        Awaitility.await().until(() -> server.atelier.backend.running().contains(job.id()));
        assertThat(reply).isNotDone();

        InferenceJob running = server.atelier.jobs.find(job.id()).orElseThrow();
        server.atelier.complete.complete(running, Outcomes.oneImage().orElseThrow());
        HttpResult finished = reply.join().is(200);
        Documents.operation("1.4.0", "GetInferenceJob").describe(finished);
        assertThat(finished.text()).contains("\"status\":\"succeed\"");
        assertThat(finished.at("data.InferenceJobId")).isEqualTo(job.id().toString());
    }

    @Test
    void aRealTimeJobThatOutlastsTheWaitIsAcceptedLikeAnAsyncOne() {
        InferenceJob job = uploadedRealTimeJob();
        server.atelier.backend.endWaiting();
        HttpResult reply = startJob(job.id()).is(202);
        assertThat(reply.at("data.inference.status")).isEqualTo("inprogress");
    }

    @Test
    void waitingForRealTimeJobsHoldsNoThread() {
        List<InferenceJob> jobs =
                IntStream.range(0, 100).mapToObj(i -> uploadedRealTimeJob()).toList();
        var replies = jobs.stream()
                .map(job -> server.http().sendAsync("PUT", "/inferences/" + job.id() + "/start", null))
                .toList();
        Awaitility.await().until(() -> server.atelier.backend.running().size() == jobs.size());
        Awaitility.await().untilAsserted(() -> assertThat(runningOperations()).isZero());
        assertThat(replies).noneMatch(CompletableFuture::isDone);
        server.atelier.backend.endWaiting();
        replies.forEach(reply -> reply.join().is(202));
    }

    /** The number of threads inside an operation of this module. */
    private static long runningOperations() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().contains("InferenceController")))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void aFinishedJobIsReturnedAsDocumented(String generation) {
        InferenceJob job = finishedJob();
        HttpResult reply = get(job.id()).is(200);

        Documents.operation(generation, "GetInferenceJob").describe(reply);
        assertThat(reply.at("data.status")).isEqualTo("succeed");
        assertThat(reply.at("data.createTime")).isEqualTo("2026-03-04 05:06:07.123456");
        assertThat(reply.at("data.startTime")).isEqualTo("2026-03-04 05:06:08.123456");
        assertThat(reply.at("data.completeTime")).isEqualTo("2026-03-04 05:06:09.123456");
        assertThat(reply.at("data.inference_info_name")).isEqualTo("/tmp/" + job.id() + "_param.json");
        assertThat(reply.at("data.image_names")).isEqualTo(List.of("image_0.png"));
        assertThat(reply.at("data.params.used_models.VAE")).isEqualTo(List.of());
        Map<?, ?> model = (Map<?, ?>) reply.at("data.params.used_models.Stable-diffusion.0");
        assertThat((String) model.get("s3"))
                .isEqualTo("s3://atelier/Stable-diffusion/checkpoint/custom/" + model.get("id"));
        assertThat(reply.at("data.params.output_path")).isEqualTo("s3://atelier/out/" + job.id() + "/result");
        assertThat(reply.at("data.sagemakerRaw")).isNull();
        assertThat((String) reply.at("data.img_presigned_urls.0")).startsWith(server.uri() + "/files/");
    }

    @Test
    void aVaeThatIsNoFileHasTheWordsOfTheDocuments() {
        Object id = post(example()).at("data.inference.id");
        assertThat(get(id).at("data.params.used_models.VAE.0"))
                .isEqualTo(Map.of("s3", "None", "id", "VAE", "model_name", "Automatic", "type", "VAE"));
    }

    @Test
    void everyFieldIsThereInEveryState() {
        InferenceJob failed = TestJobs.job().started().fail("out of memory", server.atelier.clock.instant());
        for (InferenceJob job : List.of(TestJobs.job().created(), TestJobs.job().started(), finishedJob(), failed)) {
            if (server.atelier.jobs.find(job.id()).isEmpty()) {
                server.atelier.add(job);
            }
            HttpResult reply = get(job.id()).is(200);
            assertThat(((Map<?, ?>) reply.at("data")).keySet())
                    .as(job.status().word())
                    .isEqualTo(((Map<?, ?>) get(finishedJob().id()).at("data")).keySet());
            assertThat(reply.at("data.status")).isEqualTo(job.status().word());
        }
        HttpResult reply = get(failed.id());
        assertThat(reply.at("data.error")).isEqualTo("out of memory");
        assertThat(reply.at("data.sagemakerRaw")).isEqualTo("out of memory");
        assertThat(reply.at("data.img_presigned_urls")).isEqualTo(List.of());
        assertThat(reply.at("data.inference_info_name")).isNull();
    }

    @Test
    void theListIsPagedAndFiltered() {
        server.addUserHolding("ann", "inference:all");
        server.atelier.add(TestJobs.job().created());
        server.atelier.add(TestJobs.job().by("admin").created());
        server.atelier.add(TestJobs.job().task(TaskType.REMBG).created());

        HttpResult first = server.http().get("/inferences?limit=2").is(200);
        assertThat((List<?>) first.at("data.inferences")).hasSize(2);
        HttpResult rest =
                server.http().get("/inferences?limit=2&exclusive_start_key=" + first.at("data.last_evaluated_key"));
        assertThat((List<?>) rest.at("data.inferences")).hasSize(1);
        assertThat(rest.at("data.last_evaluated_key")).isNull();
        assertThat((List<?>) server.http().get("/inferences?type=rembg").at("data.inferences"))
                .hasSize(1);
        assertThat((List<?>) server.http().get("/inferences?username=admin").at("data.inferences"))
                .hasSize(1);
        assertThat((List<?>) server.http().as("ann").get("/inferences").at("data.inferences"))
                .hasSize(2);
        server.http().as("ann").get("/inferences?username=admin").rejects(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=NaN", "type=video", "exclusive_start_key=1", "username=a%2Fb"})
    void aQueryThatMakesNoSenseIsRejected(String query) {
        server.http().get("/inferences?" + query).rejects(400);
    }

    @Test
    void anotherUsersJobIsNotOpen() {
        server.addUserHolding("bob", "inference:all");
        InferenceJob job = server.atelier.addUploaded(TestJobs.job());
        server.http().as("bob").get("/inferences/" + job.id()).rejects(403);
        server.http()
                .as("bob")
                .send("PUT", "/inferences/" + job.id() + "/start")
                .rejects(403);
        server.http()
                .as("bob")
                .send("DELETE", "/inferences", "{\"inference_id_list\": [\"" + job.id() + "\"]}")
                .rejects(403);
        assertThat(get(job.id()).at("data.status")).isEqualTo("created");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void deletingIsSilentWhateverExists(String generation) {
        InferenceJob job = server.atelier.add(TestJobs.job().started());
        server.http()
                .send(
                        "DELETE",
                        "/inferences",
                        Documents.operation(generation, "DeleteInferenceJobs").request())
                .isEmpty(204);
        get(job.id()).is(200);
        server.http()
                .send("DELETE", "/inferences", "{\"inference_id_list\": [\"" + job.id() + "\"]}")
                .isEmpty(204);
        get(job.id()).rejects(404);
        assertThat(server.http()
                        .send("DELETE", "/inferences", "{}")
                        .rejects(400)
                        .message())
                .isEqualTo("object has missing required properties ([\"inference_id_list\"])");
    }

    @Test
    void linksBeginWithThePublicUrlWhereThereIsOne() {
        InferenceJob job = finishedJob();
        try (RestServer elsewhere =
                RestServer.start(Map.of("atelier.public-url", "https://images.example.org/prod/"))) {
            elsewhere.atelier.add(job);
            HttpResult reply = elsewhere.http().get("/inferences/" + job.id());
            assertThat((String) reply.at("data.img_presigned_urls.0"))
                    .startsWith("https://images.example.org/prod/files/");
        }
    }

    private static Map<String, Object> example() {
        return Documents.operation("1.5.0", "CreateInferenceJob").requestMap();
    }

    private HttpResult post(Map<String, Object> request) {
        return server.http().send("POST", "/inferences", TestJson.write(request));
    }

    private HttpResult get(Object id) {
        return server.http().get("/inferences/" + id);
    }

    private HttpResult startJob(Object id) {
        return server.http().send("PUT", "/inferences/" + id + "/start");
    }

    private InferenceJob uploadedRealTimeJob() {
        Endpoint endpoint = server.atelier.add(TestEndpoints.endpoint().realTime());
        return server.atelier.addUploaded(TestJobs.job().realTime().on(endpoint));
    }

    private InferenceJob finishedJob() {
        return server.atelier.add(TestJobs.job().succeeded());
    }
}
