package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.training.StandInTrainer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on the shipped jar, with a stand-in for kohya as the trainer's process. */
class TrainingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final WebUiSimulator node = WebUiSimulator.start();

    @BeforeEach
    void makeTheModelsFolderOfTheNode() throws IOException {
        Files.createDirectories(folder.resolve("models"));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void whatIsTrainedIsUsableByNameInTheNextInference() throws IOException {
        try (AtelierProcess service = service().start()) {
            ApiClient client = service.client();
            prepare(client);

            String id = train(client, "drawn", "none");

            JsonNode done = awaitStatus(client, id, "Completed|Failed|Stopped");
            assertThat(done.path("job_status").asText()).as(done.toString()).isEqualTo("Completed");
            client.endpoint("use", "Async", 1);
            String job = client.createJob("Async", lora(), "{\"prompt\": \"<lora:drawn:1>\"}");
            client.start(job);
            Path placed = folder.resolve("models/Lora/drawn.safetensors");
            await().atMost(PATIENCE).until(() -> Files.exists(placed));
            node.has(CheckpointType.LORA, "drawn.safetensors"); // as WebUI finds a file that lies in its folder
            assertThat(client.awaitEnd(job, PATIENCE).path("status").asText()).isEqualTo("succeed");
        }
    }

    @Test
    void aTrainingGoesOnWhenTheServiceIsKilledAndStartedAgain() throws IOException {
        Path signal = folder.resolve("go-on");
        String id;
        AtelierProcess first = service().start();
        try {
            prepare(first.client());
            id = train(first.client(), "survivor", "wait:" + signal);
            awaitStatus(first.client(), id, "Training");
            await().atMost(PATIENCE)
                    .until(() -> training(first.client(), id)
                                    .at("/params/progress/step")
                                    .asInt()
                            > 0);
        } finally {
            first.kill();
        }
        try (AtelierProcess second = service().start()) {
            Files.createFile(signal);
            JsonNode done = awaitStatus(second.client(), id, "Completed|Failed|Stopped");
            assertThat(done.path("job_status").asText()).as(done.toString()).isEqualTo("Completed");
        }
    }

    @Test
    void clientsOf2023TrainInTwoStepsAndFindTheirLora() {
        try (AtelierProcess service = service().start()) {
            ApiClient client = service.client().with("username", null);
            String model = uploadBase(client).at("/checkpoint/id").asText();
            String file = "/home/ann/cats/one.png";
            JsonNode dataset = ok(client.call(
                    "POST",
                    "/prod/dataset",
                    "{\"dataset_name\": \"cats\", \"content\": [{\"filename\": \"" + file
                            + "\", \"name\": \"one\", \"type\": \"png\"}], \"params\": {}}"));
            String url = dataset.path("s3PresignUrl").get(0).path(file).asText();
            assertThat(client.upload(url, "a picture").status()).isEqualTo(200);
            ok(client.call("PUT", "/prod/dataset", "{\"dataset_name\": \"cats\", \"status\": \"Enabled\"}"));
            JsonNode listed = ok(client.get("/prod/datasets?dataset_status=Enabled"))
                    .path("datasets")
                    .get(0);
            assertThat(ok(client.get("/prod/cats/data"))
                            .at("/data/0/dataStatus")
                            .asText())
                    .isEqualTo("Enabled");

            JsonNode job = ok(client.call(
                            "POST",
                            "/prod/train-api/train",
                            dreambooth(model, listed.path("s3").asText())))
                    .path("job");
            assertThat(job.path("status").asText()).isEqualTo("Initial");
            String start = "{\"train_job_id\": \"" + job.path("id").asText() + "\", \"status\": \"Training\"}";
            assertThat(ok(client.call("PUT", "/prod/train", start))
                            .at("/job/status")
                            .asText())
                    .isEqualTo("Training");
            assertThat(client.call("PUT", "/prod/train", start).status()).isEqualTo(400);

            JsonNode done = await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(100))
                    .until(
                            () -> ok(client.get("/prod/trains")).at("/trainJobs/0"),
                            train -> train.path("status").asText().matches("Complete|Fail"));
            assertThat(done.path("status").asText()).as(done.toString()).isEqualTo("Complete");
            assertThat(done.path("modelName").asText()).isEqualTo("tom");
            JsonNode lora = service.client()
                    .get("/checkpoints?types=Lora&status=Active")
                    .data(200)
                    .at("/checkpoints/0");
            assertThat(lora.at("/name/0").asText()).isEqualTo("tom.safetensors");
            assertThat(log(service.client(), job.path("id").asText()))
                    .contains("epoch 3/3")
                    .contains("pictures [1_cats/one.png, 1_cats/one.txt]");
        }
    }

    @Test
    void aTrainerThatFailsIsToldWithItsReason() {
        try (AtelierProcess service = service().start()) {
            prepare(service.client());
            String id = train(service.client(), "failing", "fail");

            JsonNode failed = awaitStatus(service.client(), id, "Completed|Failed|Stopped");

            assertThat(failed.path("job_status").asText()).isEqualTo("Failed");
            assertThat(failed.toString()).contains("out of memory");
        }
    }

    @Test
    void withoutACommandItSaysWhatToConfigure() {
        try (AtelierProcess service =
                service().with("ATELIER_LOCAL_GPU_TRAINING_COMMAND", "").start()) {
            prepare(service.client());

            ApiClient.Answer refused = service.client().call("POST", "/trainings", body("none", "none"));

            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.json().path("message").asText()).contains("ATELIER_LOCAL_GPU_TRAINING_COMMAND");
        }
    }

    private AtelierProcess.Setup service() {
        return AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_LOCAL_GPU_NODES", node.url())
                .with("ATELIER_LOCAL_GPU_MODELS_DIR", folder.resolve("models"))
                .with("ATELIER_LOCAL_GPU_TRAINING_REPORT_INTERVAL", "200ms")
                .with("ATELIER_LOCAL_GPU_TRAINING_LEASE", "3s")
                .with("ATELIER_LOCAL_GPU_TRAINING_COMMAND", StandInTrainer.command());
    }

    private static void prepare(ApiClient client) {
        uploadBase(client);
        JsonNode dataset = client.call(
                        "POST",
                        "/datasets",
                        "{\"dataset_name\": \"cats\", \"content\": [{\"filename\": \"one.png\", \"name\": \"one.png\","
                                + " \"type\": \"image\", \"params\": {}}], \"params\": {}}")
                .data(201);
        assertThat(client.upload(dataset.at("/s3PresignUrl/one.png").asText(), "a picture")
                        .status())
                .isEqualTo(200);
        client.call("PUT", "/datasets/cats", "{\"status\": \"Enabled\"}").data(200);
    }

    private static JsonNode uploadBase(ApiClient client) {
        JsonNode created = client.call(
                        "POST",
                        "/checkpoints",
                        "{\"checkpoint_type\": \"Stable-diffusion\", \"params\": {\"message\": \"base\"}, \"filenames\":"
                                + " [{\"filename\": \"base.safetensors\", \"parts_number\": 1}]}")
                .data(202);
        ApiClient.Answer part =
                client.upload(created.at("/s3PresignUrl/base.safetensors/0").asText(), safetensors());
        String tag = part.raw().headers().firstValue("ETag").orElseThrow().replace("\"", "\\\"");
        client.call(
                        "PUT",
                        "/checkpoints/" + created.at("/checkpoint/id").asText(),
                        "{\"status\": \"Active\", \"multi_parts_tags\": {\"base.safetensors\": [{\"ETag\": \"" + tag
                                + "\", \"PartNumber\": 1}]}}")
                .data(200);
        return created;
    }

    private static JsonNode ok(ApiClient.Answer answer) {
        assertThat(answer.status()).as(new String(answer.raw().body())).isEqualTo(200);
        assertThat(answer.json().path("statusCode").asInt()).isEqualTo(200);
        return answer.json();
    }

    private static String dreambooth(String model, String dataset) {
        return "{\"train_type\": \"Stable-diffusion\", \"model_id\": \"" + model
                + "\", \"params\": {\"training_params\":"
                + " {\"data_tar_list\": [\"" + dataset + "\"], \"class_data_tar_list\": [\"\"],"
                + " \"training_instance_type\": \"ml.g5.2xlarge\"}, \"config_params\": {\"concepts_list\":"
                + " [{\"instance_prompt\": \"a cat\", \"num_class_images_per\": 0, \"is_valid\": true}],"
                + " \"model_name\": \"tom\", \"num_train_epochs\": 3, \"use_lora\": true, \"revision\": \"\"}}}";
    }

    private static String log(ApiClient client, String id) {
        String url = training(client, id).at("/params/logs/0").asText();
        return new String(client.download(url), StandardCharsets.UTF_8);
    }

    private static String train(ApiClient client, String name, String behaviour) {
        return client.call("POST", "/trainings", body(name, behaviour))
                .data(200)
                .path("id")
                .asText();
    }

    private static String body(String name, String behaviour) {
        return "{\"lora_train_type\": \"kohya\", \"params\": {\"training_params\": {\"training_instance_type\":"
                + " \"ml.g5.2xlarge\", \"model\": \"base.safetensors\", \"dataset\": \"cats\", \"fm_type\": \"sd_1_5\"},"
                + " \"config_params\": {\"training\": {\"output_name\": \"" + name
                + "\", \"max_train_epochs\": 2, \"training_comment\": \"" + behaviour + "\"}}}}";
    }

    private static JsonNode training(ApiClient client, String id) {
        return client.get("/trainings/" + id).data(200);
    }

    private static JsonNode awaitStatus(ApiClient client, String id, String statuses) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> training(client, id),
                        job -> job.path("job_status").asText().matches(statuses));
    }

    /** The models of an inference that paints with a checkpoint of the node and the new LoRA. */
    private static String lora() {
        return WebUiSimulator.FIRST_MODEL + "\"], \"Lora\": [\"drawn.safetensors";
    }

    private static String safetensors() {
        byte[] header =
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).putFloat(0);
        return new String(file.array(), StandardCharsets.ISO_8859_1);
    }
}
