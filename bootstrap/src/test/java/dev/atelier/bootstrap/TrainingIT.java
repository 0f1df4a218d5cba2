package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on the shipped jar, with a stand-in for kohya as the trainer process. */
class TrainingIT {

    @TempDir
    Path folder;

    @TempDir
    Path models;

    private final WebUiSimulator node = WebUiSimulator.start();

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void aTrainingGoesOnWhenTheServiceIsKilledAndStartedAgain() throws IOException {
        Path signal = folder.resolve("go-on");
        String id;
        AtelierProcess first = service().start();
        try {
            Trainings trainings = new Trainings(first.client());
            trainings.prepare();
            id = trainings.train("survivor", "wait:" + signal);
            trainings.awaitStatus(id, "Training");
            await().atMost(ApiClient.PATIENCE)
                    .until(() ->
                            trainings.training(id).at("/params/progress/step").asInt() > 0);
        } finally {
            first.kill();
        }
        try (AtelierProcess second = service().start()) {
            Files.createFile(signal);
            JsonNode done = new Trainings(second.client()).awaitStatus(id, "Completed|Failed|Stopped");
            assertThat(done.path("job_status").asText()).as(done.toString()).isEqualTo("Completed");
        }
    }

    @Test
    void clientsOf2023TrainInTwoStepsAndFindTheirLora() {
        try (AtelierProcess service = service().start()) {
            ApiClient client = service.client().with("username", null);
            String model =
                    new Trainings(client).uploadBase().at("/checkpoint/id").asText();
            String file = "/home/ann/cats/one.png";
            JsonNode dataset = ok(client.call(
                    "POST",
                    "/prod/dataset",
                    "{\"dataset_name\": \"cats\", \"content\": [{\"filename\": \"" + file
                            + "\", \"name\": \"one\", \"type\": \"png\"}], \"params\": {}}"));
            String url = dataset.path("s3PresignUrl").get(0).path(file).asText();
            assertThat(client.upload(url, "an image").status()).isEqualTo(200);
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

            JsonNode done = await().atMost(ApiClient.PATIENCE)
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
                    .contains("images [1_cats/one.png, 1_cats/one.txt]");
        }
    }

    @Test
    void aFailedTrainerIsReportedWithItsReason() {
        try (AtelierProcess service = service().start()) {
            Trainings trainings = new Trainings(service.client());
            trainings.prepare();
            String id = trainings.train("failing", "fail");

            JsonNode failed = trainings.awaitStatus(id, "Completed|Failed|Stopped");

            assertThat(failed.path("job_status").asText()).isEqualTo("Failed");
            assertThat(failed.toString()).contains("out of memory");
        }
    }

    @Test
    void theTrainerSeesNoSecretsAndClientsSeeNoPaths() {
        AtelierProcess.Setup setup = service()
                .with("AWS_SECRET_ACCESS_KEY", "not for trainers")
                .with("NIGHTLY_KEY", "not for trainers")
                .with("CUDA_VISIBLE_DEVICES", "0")
                .with("WANDB_MODE", "offline")
                .with("ATELIER_LOCAL_GPU_TRAINING_ENVIRONMENT", "WANDB_MODE");
        try (AtelierProcess service = setup.start()) {
            Trainings trainings = new Trainings(service.client());
            trainings.prepare();
            String id = trainings.train("tidy", "lost");

            JsonNode failed = trainings.awaitStatus(id, "Completed|Failed|Stopped");

            assertThat(failed.path("error").asText()).contains("'output/x' of <path>/x.py");
            String log = log(service.client(), id);
            assertThat(log.lines().filter(line -> line.startsWith("environment ")))
                    .singleElement()
                    .asString()
                    .contains("CUDA_VISIBLE_DEVICES", "PATH", "WANDB_MODE")
                    .doesNotContain("AWS_", "NIGHTLY_KEY", "ATELIER_");
            assertThat(log).contains("saving to: output/tidy").doesNotContain(folder.toString());
        }
    }

    @Test
    void withoutACommandItSaysWhatToConfigure() {
        try (AtelierProcess service =
                service().with("ATELIER_LOCAL_GPU_TRAINING_COMMAND", "").start()) {
            new Trainings(service.client()).prepare();

            ApiClient.Answer rejected = service.client().call("POST", "/trainings", Trainings.body("none", "none"));

            assertThat(rejected.status()).isEqualTo(400);
            assertThat(rejected.json().path("message").asText()).contains("ATELIER_LOCAL_GPU_TRAINING_COMMAND");
        }
    }

    private AtelierProcess.Setup service() {
        return new LocalGpuStack(models).given(AtelierProcess.in(folder.resolve("data")), node);
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
        String url = new Trainings(client).training(id).at("/params/logs/0").asText();
        return new String(client.download(url), StandardCharsets.UTF_8);
    }
}
