package dev.atelier.rest.training.v2023;

import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.Concurrently;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestDatasets;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.training.FoundationModel;
import dev.atelier.domain.training.ImageDefaults;
import dev.atelier.domain.training.TrainingId;
import dev.atelier.domain.training.TrainingJob;
import dev.atelier.domain.training.TrainingSpec;
import dev.atelier.domain.training.TrainingStatus;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainOperationsTest {

    /** The document's example, except for the bucket, the names and the id. */
    private static final String EXAMPLE = """
            {"train_type": "Stable-diffusion", "model_id": "MODEL",
             "params": {
               "training_params": {
                 "data_tar_list": ["s3://atelier/dataset/portraits"],
                 "class_data_tar_list": [""],
                 "training_instance_type": "ml.g5.2xlarge"},
               "config_params": {
                 "concepts_list": [{
                   "class_data_dir": "", "class_guidance_scale": 7.5, "class_infer_steps": 40,
                   "class_negative_prompt": "", "class_prompt": "", "class_token": "",
                   "instance_prompt": "hanportraittest123", "num_class_images_per": 0,
                   "instance_data_dir": "s3://atelier/dataset/portraits", "instance_token": "", "is_valid": true,
                   "n_save_sample": 1, "sample_seed": -1, "save_guidance_scale": 7.5, "save_infer_steps": 20,
                   "save_sample_negative_prompt": "", "save_sample_prompt": "", "save_sample_template": ""}],
                 "model_dir": "models/dreambooth/portrait", "model_name": "portrait",
                 "pretrained_model_name_or_path": "models/dreambooth/portrait/working",
                 "num_train_epochs": 100, "use_lora": true, "revision": ""}}}""";

    private RestServer server;
    private Checkpoint base;

    @BeforeEach
    void start() {
        server = RestServer.start();
        base = server.atelier.add(TestCheckpoints.checkpoint().files("v1-5-pruned-emaonly.safetensors"));
        server.atelier.write(new StorageUri("atelier", "dataset/portraits/a.png"), "image");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theExampleRegistersATrainingAsDocumented() {
        Map<String, Object> request = example();

        HttpResult reply = register(request).is(200);

        String id = (String) reply.at("job.id");
        assertThat(reply.json()).containsOnlyKeys("statusCode", "job", "s3PresignUrl");
        assertThat(reply.at("s3PresignUrl")).isNull();
        assertThat(reply.at("job.status")).isEqualTo("Initial");
        assertThat(reply.at("job.trainType")).isEqualTo("Stable-diffusion");
        assertThat(reply.at("job.params")).isEqualTo(request.get("params"));
        assertThat(reply.at("job.input_location"))
                .isEqualTo("s3://atelier/Stable-diffusion/train/portrait/" + id + "/input");
        TrainingJob job = job(id);
        assertThat(job.status()).isEqualTo(TrainingStatus.INITIAL);
        assertThat(job.input()).hasToString((String) reply.at("job.input_location"));
        TrainingSpec plan = job.plan();
        assertThat(plan.base()).isEqualTo(base.files().get(0));
        assertThat(plan.dataset()).hasToString("s3://atelier/dataset/portraits");
        assertThat(plan.foundation()).isEqualTo(FoundationModel.SD_1_5);
        assertThat(plan.images()).isEqualTo(new ImageDefaults(1, "hanportraittest123"));
        assertThat(plan.options()).containsEntry("output_name", "portrait").containsEntry("max_train_epochs", 100);
    }

    @Test
    void whatTheExtensionAndKohyaHaveInCommonIsUsed() {
        Map<String, Object> request = example();
        TestJson.at(request, "params", "config_params")
                .putAll(Map.of(
                        "num_train_epochs", "12",
                        "resolution", 768,
                        "train_batch_size", 2,
                        "gradient_accumulation_steps", 4,
                        "lora_learning_rate", 0.0002,
                        "lora_txt_learning_rate", 0.00003,
                        "lora_unet_rank", 8));
        TestJson.at(request, "params", "training_params").put("fm_type", "sd_xl");

        TrainingSpec plan = planned(request);

        assertThat(plan.foundation()).isEqualTo(FoundationModel.SD_XL);
        assertThat(plan.options())
                .containsEntry("max_train_epochs", 12)
                .containsEntry("resolution", "768,768")
                .containsEntry("train_batch_size", 2)
                .containsEntry("gradient_accumulation_steps", 4)
                .containsEntry("unet_lr", 0.0002)
                .containsEntry("text_encoder_lr", 0.00003)
                .containsEntry("network_dim", 8)
                .containsEntry("network_alpha", 8);
    }

    @Test
    void aConfigurationMayBeEmpty() {
        Map<String, Object> request = example();
        TestJson.at(request, "params").put("config_params", Map.of());
        TestJson.at(request, "params", "training_params").remove("class_data_tar_list");

        TrainingSpec plan = planned(request);

        assertThat(plan.outputName()).startsWith("lora-");
        assertThat(plan.options()).containsEntry("max_train_epochs", 100);
        assertThat(plan.images()).isEqualTo(new ImageDefaults(1, ""));
    }

    @Test
    void imagesThatHaveTheirOwnCaptionsKeepThem() {
        Map<String, Object> request = example();
        concept(request).put("instance_prompt", "[filewords]");

        assertThat(planned(request).images().caption()).isEmpty();
    }

    @Test
    void conceptsThatAreNotValidDoNotCount() {
        Map<String, Object> request = example();
        Map<String, Object> other = new HashMap<>(concept(request));
        other.put("is_valid", false);
        other.put("instance_prompt", "nothing");
        TestJson.at(request, "params", "config_params").put("concepts_list", List.of(other, concept(request)));

        assertThat(planned(request).images().caption()).isEqualTo("hanportraittest123");
    }

    @Test
    void repeatedRequestsRegisterAndStartOneTraining() {
        Http client = server.keyOnly().with("Idempotency-Key", "k");
        String request = TestJson.write(example());
        HttpResult first = client.send("POST", "/train-api/train", request).is(200);
        assertThat(client.send("POST", "/train-api/train", request).text()).isEqualTo(first.text());
        server.atelier.idempotencyRecords.loseAnswers();
        assertThat(client.send("POST", "/train-api/train", request).text()).isEqualTo(first.text());

        String start = TestJson.write(Map.of("train_job_id", first.at("job.id"), "status", "Training"));
        HttpResult started = client.send("PUT", "/train", start).is(200);
        assertThat(client.send("PUT", "/train", start).text()).isEqualTo(started.text());
        server.atelier.idempotencyRecords.loseAnswers();
        assertThat(client.send("PUT", "/train", start).text()).isEqualTo(started.text());
        assertThat((List<?>) server.keyOnly().get("/trains").at("trainJobs")).hasSize(1);
    }

    @Test
    void aRegisteredTrainingIsStartedAsDocumented() {
        String id = (String) register(example()).at("job.id");

        HttpResult reply = start(id).is(200);

        assertThat(reply.json()).containsOnlyKeys("statusCode", "job");
        assertThat((Map<?, ?>) reply.at("job")).hasSize(6);
        assertThat(reply.at("job.id")).isEqualTo(id);
        assertThat(reply.at("job.status")).isEqualTo("Training");
        assertThat(reply.at("job.created")).isEqualTo(1772600767);
        assertThat(reply.at("job.trainType")).isEqualTo("Stable-diffusion");
        assertThat(reply.at("job.params")).isEqualTo(example().get("params"));
        assertThat(reply.at("job.input_location")).isEqualTo(job(id).input().toString());
        assertThat(job(id).status()).isEqualTo(TrainingStatus.PENDING);
    }

    @Test
    void aTrainingIsStartedOnce() throws Exception {
        String id = (String) register(example()).at("job.id");

        List<Integer> statuses = Concurrently.times(4, () -> start(id).status());

        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses).filteredOn(status -> status == 400).hasSize(3);
        start(id).rejects2023(400, "is Pending; only one that is Initial can be started");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | train_job_id",
                "{\"train_job_id\": \"ID\"} | status",
                "{\"train_job_id\": 5, \"status\": \"Training\"} | train_job_id should be a string",
                "{\"train_job_id\": \"ID\", \"status\": 5} | status should be a string",
                "{\"train_job_id\": \"ID\", \"status\": \"Initial\"} | cannot be asked for",
                "{\"train_job_id\": \"ID\", \"status\": \"Gone\"} | cannot be asked for",
                "[ | not valid JSON"
            })
    void whatIsNoStartIsRejectedAndStartsNothing(String body, String because) {
        String id = (String) register(example()).at("job.id");

        client().send("PUT", "/train", body.replace("ID", id)).rejects2023(400, because);

        assertThat(job(id).status()).isEqualTo(TrainingStatus.INITIAL);
    }

    @Test
    void anUnknownTrainingIsNotFound() {
        String unknown = UUID.randomUUID().toString();
        start(unknown).rejects2023(404, "Job with id " + unknown + " not found");
        start("nonsense").rejects2023(404, "Job with id nonsense not found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train_type",
                "model_id",
                "params",
                "params.training_params",
                "params.config_params",
                "params.training_params.data_tar_list",
                "params.training_params.training_instance_type"
            })
    void aMissingPropertyIsNamed(String path) {
        String[] steps = path.split("\\.");
        String name = steps[steps.length - 1];
        for (Object wrong : new Object[] {null, 5, true}) {
            Map<String, Object> request = example();
            TestJson.at(request, Arrays.copyOf(steps, steps.length - 1)).put(name, wrong);

            register(request).rejects2023(400, name);
        }
        assertThat(list("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training_params.data_tar_list | [] | names 0 datasets",
                "training_params.data_tar_list | [\"\"] | names 0 datasets",
                "training_params.data_tar_list | [\"s3://atelier/dataset/a\", \"s3://atelier/dataset/b\"] | 2 datasets",
                "training_params.data_tar_list | [5] | should be a string",
                "training_params.data_tar_list | [\"portraits\"] | not a storage location",
                "training_params.data_tar_list | [\"s3://atelier/dataset/none\"] | no images",
                "training_params.data_tar_list | [\"s3://atelier/out/x\"] | datasets are stored below s3://atelier/dataset/",
                "training_params.data_tar_list | [\"s3://other/dataset/portraits\"] | below s3://atelier/dataset/",
                "training_params.data_tar_list | [\"s3://atelier/dataset/../out\"] | empty, '.' or '..'",
                "training_params.class_data_tar_list | [\"s3://atelier/dataset/portraits\"] | regularisation",
                "training_params.class_data_tar_list | \"x\" | should be a list",
                "training_params.fm_type | \"sd_3\" | sd_1_5",
                "config_params.use_lora | false | trains LoRAs",
                "config_params.use_lora | \"yes\" | true or false",
                "config_params.num_train_epochs | 0 | whole number of at least 1",
                "config_params.num_train_epochs | \"many\" | whole number of at least 1",
                "config_params.lora_learning_rate | \"fast\" | should be a number",
                "config_params.resolution | 0 | whole number",
                "config_params.model_name | \"../x\" | not allowed",
                "config_params.model_name | 5 | should be a string",
                "config_params.concepts_list | {} | should be a list",
                "config_params.concepts_list | [{}, {}] | a training learns one",
                "config_params.concepts_list | [{\"num_class_images_per\": 3}] | regularisation",
                "config_params.concepts_list | [{\"instance_prompt\": \"a [filewords]\"}] | captions",
                "config_params.concepts_list | [{\"instance_prompt\": \"a\\nb\"}] | line breaks",
                "config_params.concepts_list | [{\"instance_prompt\": 5}] | should be a string"
            })
    void whatCannotBeTrainedIsRejectedAndNothingIsStored(String path, String value, String because) {
        Map<String, Object> request = example();
        String[] steps = path.split("\\.");
        TestJson.at(request, "params", steps[0]).put(steps[1], TestJson.read(value.getBytes(StandardCharsets.UTF_8)));

        register(request).rejects2023(400, because);

        assertThat(list("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "train_type, Lora, cannot be asked for",
        "model_id, 7ec754d6-1f68-46ea-9cfe-efeeed0c986c, not found",
        "model_id, nonsense, not found",
        "model_id, '', too short"
    })
    void anotherTypeAndAnUnknownModelAreRejected(String property, String value, String because) {
        Map<String, Object> request = example();
        request.put(property, value);

        register(request).rejects2023(400, because);
    }

    @Test
    void anothersDatasetIsForbidden() {
        server.atelier.add(TestDatasets.dataset().name("portraits").openTo("others"));
        server.addUserHolding("trainer", "train:create");
        base = server.atelier.add(TestCheckpoints.checkpoint().openTo("trainer"));

        server.http()
                .as("trainer")
                .send("POST", "/train-api/train", TestJson.write(example()))
                .rejects2023(403, "portraits is not open");
    }

    @Test
    void withoutTrainerTheAnswerSaysWhatToSet() {
        String id = (String) register(example()).at("job.id");
        server.atelier.trainer.reject(new InvalidRequestException("set ATELIER_LOCAL_GPU_TRAINING_COMMAND"));

        register(example()).rejects2023(400, "ATELIER_LOCAL_GPU_TRAINING_COMMAND");
        start(id).rejects2023(400, "ATELIER_LOCAL_GPU_TRAINING_COMMAND");
        assertThat(job(id).status()).isEqualTo(TrainingStatus.INITIAL);
    }

    @Test
    void theListHasEveryTrainingNewestFirstInTheWordsOfItsGeneration() {
        TrainingJob old = add(training().with("output_name", "old").completed());
        TrainingJob fresh =
                add(training().createdAt(old.created().plusSeconds(5)).initial());

        HttpResult reply = client().get("/trains").is(200);

        assertThat(reply.json()).containsOnlyKeys("statusCode", "trainJobs");
        assertThat(reply.at("trainJobs.0.id")).isEqualTo(fresh.id().toString());
        assertThat(reply.at("trainJobs.0.status")).isEqualTo("Initial");
        assertThat(reply.at("trainJobs.1"))
                .isEqualTo(Map.of(
                        "id",
                        old.id().toString(),
                        "modelName",
                        "old",
                        "status",
                        "Complete",
                        "trainType",
                        "Stable-diffusion",
                        "created",
                        1772600767,
                        "sagemakerTrainName",
                        "kohya-" + old.id()));
    }

    @ParameterizedTest
    @CsvSource({
        "INITIAL, Initial",
        "PENDING, Training",
        "DOWNLOADING, Training",
        "TRAINING, Training",
        "UPLOADING, Training",
        "COMPLETED, Complete",
        "FAILED, Fail",
        "STOPPED, Fail"
    })
    void eachStatusHasAWord(TrainingStatus status, String word) {
        assertThat(V2023TrainingResponse.word(status)).isEqualTo(word);
    }

    @Test
    void theListCanBeNarrowedToTypes() {
        add(training().initial());

        assertThat(list("?types=Stable-diffusion")).hasSize(1);
        assertThat(list("?types=Lora&types=Stable-diffusion")).hasSize(1);
        assertThat(list("?types[]=Lora,VAE")).isEmpty();
        client().get("/trains?types=Nonsense").rejects2023(400, "Nonsense");
    }

    @Test
    void theListEndsWithTheThousandthAndHoldsWhatTheCallerMaySee() {
        for (int i = 0; i < 1001; i++) {
            add(training().by("ann").initial());
        }
        add(training().by("bob").initial());
        server.addUserHolding("bob", "train:list");

        assertThat(list("")).hasSize(1000);
        assertThat((List<?>) server.http().as("bob").get("/trains").is(200).at("trainJobs"))
                .hasSize(1);
    }

    @Test
    void laterGenerationsSeeAndDeleteARegisteredTraining() {
        String id = (String) register(example()).at("job.id");

        assertThat(server.http().get("/trainings/" + id).is(200).at("data.job_status"))
                .isEqualTo("Initial");
        assertThat(server.http().get("/trainings").is(200).at("data.trainings.0.status"))
                .isEqualTo("Initial");
        server.http()
                .send("DELETE", "/trainings", "{\"training_id_list\": [\"" + id + "\"]}")
                .isEmpty(204);
        start(id).rejects2023(404, id);
    }

    @Test
    void trainingNeedsItsPermission() {
        String id = (String) register(example()).at("job.id");
        server.addUserHolding("viewer", "train:list");
        server.addUserHolding("maker", "train:create");

        server.http()
                .as("viewer")
                .send("POST", "/train-api/train", TestJson.write(example()))
                .rejects2023(403, "train:create");
        server.http().as("viewer").send("PUT", "/train", startOf(id)).rejects2023(403, "train:create");
        server.http().as("maker").get("/trains").rejects2023(403, "train:list");
        server.http().as("maker").send("PUT", "/train", startOf(id)).rejects2023(403, "another user");
        assertThat(job(id).status()).isEqualTo(TrainingStatus.INITIAL);
    }

    private Map<String, Object> example() {
        return TestJson.object(EXAMPLE.replace("MODEL", base.id().toString()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> concept(Map<String, Object> request) {
        List<?> concepts =
                (List<?>) TestJson.at(request, "params", "config_params").get("concepts_list");
        return (Map<String, Object>) concepts.get(0);
    }

    /** Clients of this generation name no user. */
    private Http client() {
        return server.keyOnly();
    }

    private HttpResult register(Map<String, Object> request) {
        return client().send("POST", "/train-api/train", TestJson.write(request));
    }

    private HttpResult start(String id) {
        return client().send("PUT", "/train", startOf(id));
    }

    private static String startOf(String id) {
        return "{\"train_job_id\": \"" + id + "\", \"status\": \"Training\"}";
    }

    private List<?> list(String query) {
        return (List<?>) client().get("/trains" + query).is(200).at("trainJobs");
    }

    private TrainingJob add(TrainingJob job) {
        server.atelier.trainings.add(job);
        return job;
    }

    /** The parsed request. */
    private TrainingSpec planned(Map<String, Object> request) {
        return job((String) register(request).is(200).at("job.id")).plan();
    }

    private TrainingJob job(String id) {
        return server.atelier.trainings.find(TrainingId.parse(id).orElseThrow()).orElseThrow();
    }
}
