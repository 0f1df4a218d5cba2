package dev.atelier.rest.training;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.training.LossCurve;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingProgress;
import dev.atelier.rest.testing.Documents;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingOperationsTest {

    private static final Documents CREATE = Documents.operation("1.5.0", "CreateTrainingJob");
    private static final Documents GET = Documents.operation("1.5.0", "GetTrainingJobStatus");

    private RestServer server;
    private Checkpoint base;

    @BeforeEach
    void start() {
        server = RestServer.start();
        base = server.atelier.add(TestCheckpoints.checkpoint().files("v1-5-pruned-emaonly.safetensors"));
        server.atelier.write(new StorageUri("atelier", "dataset/lego_technic/10_lego/a.png"), "image");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theExampleStartsATrainingAsDocumented() {
        Map<String, Object> request = example();

        HttpResult reply = post(request).is(200);

        CREATE.describe(reply);
        String id = (String) reply.at("data.id");
        assertThat(reply.message()).isEqualTo("OK");
        assertThat(reply.at("data.status")).isEqualTo("Training");
        assertThat((String) reply.at("data.created")).matches("\\d{10}\\.\\d{6}");
        assertThat(reply.at("data.params.training_type")).isEqualTo("kohya");
        assertThat(reply.at("data.params.config_params")).isEqualTo(TestJson.at(request, "params", "config_params"));
        assertThat(reply.at("data.params.training_params"))
                .isEqualTo(TestJson.at(request, "params", "training_params"));
        assertThat(reply.at("data.input_location")).isEqualTo("s3://atelier/kohya/train/" + id + "/input");
        assertThat(reply.at("data.output_location")).isEqualTo("s3://atelier/kohya/train/" + id + "/output");
        assertThat(job(id).plan().options())
                .containsEntry("max_train_epochs", 100)
                .containsEntry("output_name", "demo_xl2024");
    }

    @Test
    void modelAndDatasetMayBeNamedAndTheConfigurationLeftOut() {
        Map<String, Object> request = example();
        Map<String, Object> training = TestJson.at(request, "params", "training_params");
        training.keySet().removeAll(List.of("s3_model_path", "s3_data_path"));
        training.put("model", "v1-5-pruned-emaonly.safetensors");
        training.put("dataset", "lego_technic");
        TestJson.at(request, "params").remove("config_params");

        HttpResult reply = post(request).is(200);

        CREATE.describe(reply);
        assertThat(job((String) reply.at("data.id")).plan().base())
                .isEqualTo(base.files().get(0));
    }

    @Test
    void aRepeatedRequestTrainsOnce() {
        Http client = server.http().with("Idempotency-Key", "k");
        String request = TestJson.write(example());
        HttpResult first = client.send("POST", "/trainings", request).is(200);
        assertThat(client.send("POST", "/trainings", request).text()).isEqualTo(first.text());
        server.atelier.idempotencyRecords.loseAnswers();

        assertThat(client.send("POST", "/trainings", request).text()).isEqualTo(first.text());

        assertThat((List<?>) server.http().get("/trainings").at("data.trainings"))
                .hasSize(1);
        client.send("POST", "/trainings", request + " ").rejects(422);
    }

    @Test
    void inTheReferenceItIsCreated() {
        server.close();
        server = RestServer.start(Map.of("atelier.compatibility", "esd"));
        base = server.atelier.add(TestCheckpoints.checkpoint().files("v1-5-pruned-emaonly.safetensors"));
        server.atelier.write(new StorageUri("atelier", "dataset/lego_technic/a.png"), "image");

        post(example()).is(201);
    }

    @ParameterizedTest
    @CsvSource({
        "lora_train_type, lora_train_type",
        "params, params",
        "params.training_params, training_params",
        "params.training_params.training_instance_type, training_instance_type",
        "params.training_params.s3_model_path, s3_model_path",
        "params.training_params.s3_data_path, s3_data_path",
        "params.training_params.fm_type, fm_type"
    })
    void aMissingPropertyIsNamed(String path, String name) {
        for (Object wrong : new Object[] {null, 5, List.of()}) {
            Map<String, Object> request = example();
            String[] steps = path.split("\\.");
            TestJson.at(request, Arrays.copyOf(steps, steps.length - 1)).put(steps[steps.length - 1], wrong);

            assertThat(post(request).rejects(400).message()).contains(name);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fm_type, sd_3, sd_3",
        "s3_model_path, not a path, s3://bucket/key",
        "s3_model_path, s3://atelier/Stable-diffusion/checkpoint/custom/none/a.ckpt, not found",
        "s3_data_path, s3://atelier/out, dataset",
        "s3_data_path, s3://atelier/dataset/../out, '..'",
        "s3_data_path, s3://atelier/dataset/none, no images",
        "s3_data_path, s3://elsewhere/dataset/lego_technic, s3://atelier/dataset/"
    })
    void whatCannotBeTrainedWithIsRejected(String property, String value, String because) {
        Map<String, Object> request = example();
        TestJson.at(request, "params", "training_params").put(property, value);

        assertThat(post(request).rejects(400).message()).contains(because.replace("'", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "output_name, ../../etc/x",
        "output_name, a/b",
        "max_train_epochs, many",
        "vae, /etc/passwd",
        "network_module, os",
        "huggingface_token, x",
        "metadata_thumbnail, a.png",
        "caption_extension, .caption"
    })
    void optionsThatAreNotTheClientsAreRejected(String option, String value) {
        Map<String, Object> request = example();
        TestJson.at(request, "params", "config_params", "training").put(option, value);

        assertThat(post(request).rejects(400).message()).contains("allowed");
        assertThat(server.atelier
                        .trainings
                        .page(Optional.empty(), Optional.empty(), 1)
                        .items())
                .isEmpty();
    }

    @Test
    void whoDoesNotSayWhoTheyAreIsRejected() {
        server.keyOnly().send("POST", "/trainings", TestJson.write(example())).rejects(401);
        server.keyOnly().get("/trainings/" + UUID.randomUUID()).rejects(401);
        server.keyOnly().get("/trainings").is(200);
    }

    @Test
    void anotherTypeOfTrainingIsRejected() {
        Map<String, Object> request = example();
        request.put("lora_train_type", "dreambooth");

        assertThat(post(request).rejects(400).message()).contains("kohya");
    }

    @Test
    void withoutTrainerTheAnswerSaysWhatToSet() {
        server.atelier.trainer.reject(new InvalidRequestException("set ATELIER_LOCAL_GPU_TRAINING_COMMAND"));

        assertThat(post(example()).rejects(400).message()).contains("ATELIER_LOCAL_GPU_TRAINING_COMMAND");
    }

    @Test
    void aTrainingIsReturnedAsDocumented() {
        TrainingJob job = training()
                .by("admin")
                .with("sample_every_n_epochs", 1)
                .with("sample_prompts", "a cat --w 64")
                .pending()
                .prepare(server.atelier.clock.instant())
                .train(
                        new TrainingProgress(2, 10, 150, 1000, 0.0912),
                        server.atelier.clock.instant().plusSeconds(2));
        server.atelier.trainings.add(job);
        server.atelier.trainings.lossesAre(job.id(), LossCurve.NONE.with(1, 0.5).with(100, 0.25));
        server.atelier.write(job.output().resolve("train.log"), "epoch 2/10");
        server.atelier.write(StorageLayout.trainingSamples(job.output()).resolve("e000001-00.png"), "image");

        HttpResult reply = server.http().get("/trainings/" + job.id()).is(200);

        GET.describe(reply);
        assertThat(reply.at("data.id")).isEqualTo(job.id().toString());
        assertThat(reply.at("data.checkpoint_id")).isEqualTo(job.id().toString());
        assertThat(reply.at("data.job_status")).isEqualTo("Training");
        assertThat(reply.at("data.model_id")).isEqualTo("kohya");
        assertThat(reply.at("data.train_type")).isEqualTo("Stable-diffusion");
        assertThat(reply.at("data.timestamp")).isEqualTo("1772600767.123456");
        assertThat(reply.at("data.params.progress"))
                .isEqualTo(Map.of("epoch", 2, "epochs", 10, "step", 150, "steps", 1000, "loss", 0.0912));
        assertThat(reply.at("data.params.losses"))
                .isEqualTo(List.of(Map.of("step", 1, "loss", 0.5), Map.of("step", 100, "loss", 0.25)));
        assertThat(reply.at("data.params.samples.0.epoch")).isEqualTo(1);
        assertThat(reply.at("data.params.samples.0.prompt")).isEqualTo("a cat --w 64");
        assertThat(new String(
                        server.http()
                                .get((String) reply.at("data.params.samples.0.url"))
                                .bytes(),
                        StandardCharsets.UTF_8))
                .isEqualTo("image");
        assertThat(reply.at("data.params.times.started")).isEqualTo("1772600767.123456");
        assertThat(reply.at("data.params.times.last_output")).isEqualTo("1772600769.123456");
        assertThat(reply.at("data.params.times.ended")).isNull();
        assertThat(new String(
                        server.http()
                                .get((String) reply.at("data.params.logs.0"))
                                .bytes(),
                        StandardCharsets.UTF_8))
                .isEqualTo("epoch 2/10");
    }

    @Test
    void aTrainingThatHasNotBegunHasTheSameFields() {
        TrainingJob job = training().by("admin").pending();
        server.atelier.trainings.add(job);

        HttpResult reply = server.http().get("/trainings/" + job.id()).is(200);

        GET.describe(reply);
        assertThat(reply.at("data.job_status")).isEqualTo("Pending");
        assertThat(reply.at("data.params.losses")).isEqualTo(List.of());
        assertThat(reply.at("data.params.samples")).isEqualTo(List.of());
        assertThat(reply.at("data.params.logs")).isEqualTo(List.of());
        assertThat(reply.at("data.params.models")).isEqualTo(List.of());
    }

    @Test
    void anothersTrainingIsForbiddenAndAnUnknownOneNotFound() {
        TrainingJob job = training().by("ann").pending();
        server.atelier.trainings.add(job);
        server.addUserHolding("bob", "train:all");

        server.http().as("bob").get("/trainings/" + job.id()).rejects(403);
        server.http().get("/trainings/" + job.id()).is(200);
        TrainingId unknown = new TrainingId(UUID.randomUUID());
        assertThat(server.http().get("/trainings/" + unknown).rejects(404).message())
                .isEqualTo("Job with id " + unknown + " not found");
        assertThat(server.http().get("/trainings/nonsense").rejects(404).message())
                .isEqualTo("Job with id nonsense not found");
    }

    @Test
    void listsPageByPageNewestFirst() {
        for (int number = 0; number < 3; number++) {
            server.atelier.trainings.add(training()
                    .with("output_name", "n" + number)
                    .createdAt(server.atelier.clock.instant())
                    .pending());
            server.atelier.clock.pass(Duration.ofSeconds(1));
        }

        HttpResult first = server.http().get("/trainings?limit=2").is(200);
        HttpResult second = server.http()
                .get("/trainings?limit=2&exclusive_start_key=" + first.at("data.last_evaluated_key"))
                .is(200);

        assertThat(first.at("data.trainings.0.modelName")).isEqualTo("n2");
        assertThat(first.at("data.trainings.1.modelName")).isEqualTo("n1");
        assertThat(second.at("data.trainings.0.modelName")).isEqualTo("n0");
        assertThat(second.at("data.last_evaluated_key")).isNull();
        Map<?, ?> entry = (Map<?, ?>) first.at("data.trainings.0");
        assertThat(entry.keySet().stream().map(Object::toString))
                .containsExactlyInAnyOrder(
                        "id", "modelName", "status", "trainType", "created", "sagemakerTrainName", "params");
        assertThat(entry.get("created")).isEqualTo("1772600769.123456");
        server.http().get("/trainings?limit=0").rejects(400);
        server.http().get("/trainings?exclusive_start_key=x").rejects(400);
    }

    @Test
    void deletesWhatIsThereAndIsContentWithWhatIsNot() {
        TrainingJob job = training().by("admin").pending();
        server.atelier.trainings.add(job);

        server.http()
                .send(
                        "DELETE",
                        "/trainings",
                        "{\"training_id_list\": [\"" + job.id() + "\", \"" + UUID.randomUUID() + "\", \"x\"]}")
                .isEmpty(204);

        server.http().get("/trainings/" + job.id()).rejects(404);
        assertThat(server.atelier.trainer.stopped()).containsExactly(job.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"training_id_list\": \"x\"}", "{\"training_id_list\": [5]}", "[", ""})
    void aListOfIdsIsNeededToDelete(String body) {
        server.http().send("DELETE", "/trainings", body).rejects(400);
    }

    private Map<String, Object> example() {
        Map<String, Object> request = CREATE.requestMap();
        Map<String, Object> training = TestJson.at(request, "params", "training_params");
        training.put("s3_model_path", base.files().get(0).location().toString());
        training.put("s3_data_path", "s3://atelier/dataset/lego_technic");
        return request;
    }

    private HttpResult post(Map<String, Object> request) {
        return server.http().send("POST", "/trainings", TestJson.write(request));
    }

    private TrainingJob job(String id) {
        return server.atelier.trainings.find(TrainingId.parse(id).orElseThrow()).orElseThrow();
    }
}
