package dev.atelier.bootstrap.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation;
import dev.atelier.bootstrap.Tar;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The scenery of the 2023-07-05 document. */
final class Stage2023 implements Scenery {

    /** The nodes have a Stable-diffusion model of the name that the examples upload, and names are unique in a type. */
    private static final String FREE_TYPE = "VAE";

    private static final String PACKED = "packed-" + Stage.MODEL;
    private static final List<String> MERGED = List.of("a.safetensors", "b.safetensors", "c.safetensors");
    private static final Map<String, String> LISTED = Map.of(
            "/inference/get-texual-inversion-list", "embeddings",
            "/inference/get-lora-list", "Lora",
            "/inference/get-hypernetwork-list", "hypernetworks",
            "/inference/get-controlnet-model-list", "ControlNet");
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Stage stage;
    private final ApiClient client;
    private final ApiClient later;
    private final Deployments deployments;
    private String model;
    private boolean mergeable;
    private Runnable tidyUp = () -> {};

    /** @param client acts for the user of the key, who may do everything */
    Stage2023(Stage stage, ApiClient client) {
        this.stage = stage;
        this.client = Generation.V2023_07_05.as(client, null);
        this.later = client;
        this.deployments = new Deployments(this.client);
    }

    @Override
    public Scene before(DocumentedOperation operation) {
        ObjectNode body = Requests.example(operation);
        Scene scene = new Scene(operation.method(), operation.path(), body);
        return switch (operation.name()) {
            case "GET /inference/get-inference-job",
                    "GET /inference/get-inference-job-image-output",
                    "GET /inference/get-inference-job-param-output" ->
                scene.to(operation.path() + "?jobID=" + stage.finishedJob());
            case "GET /inference/list-inference-jobs" -> after(stage.finishedJob(), scene);
            case "POST /inference-api/inference" -> inference(scene);
            case "POST /inference/deploy-sagemaker-endpoint" -> deployment(scene);
            case "POST /inference/delete-sagemaker-endpoint" -> removal(scene);
            case "GET /inference/list-endpoint-deployment-jobs" -> after(deployments.any(), scene);
            case "GET /inference/get-endpoint-deployment-job" ->
                scene.to(operation.path() + "?jobID="
                        + deployments.any().path("EndpointDeploymentJobId").asText());
            case "GET /inference/generate-s3-presigned-url-for-uploading" ->
                scene.to(operation.path() + "?key=config/aigc.json");
            case "GET /inference/get-texual-inversion-list",
                    "GET /inference/get-lora-list",
                    "GET /inference/get-hypernetwork-list",
                    "GET /inference/get-controlnet-model-list" -> modelOf(LISTED.get(operation.path()), scene);
            case "POST /inference/run-model-merge" -> merge(scene);
            case "PUT /model" -> uploadedModel(scene);
            case "GET /models" -> after(model(), scene);
            case "POST /checkpoint" -> typed(scene);
            case "PUT /checkpoint" -> uploadedCheckpoint(scene);
            case "POST /train-api/train" -> training(scene);
            case "PUT /train" -> registeredTraining(scene);
            case "GET /trains" -> after(stage.finishedTraining(), scene);
            case "PUT /dataset" -> uploadedDataset(scene);
            case "GET /datasets" -> after(stage.dataset(), scene);
            case "GET /{dataset_name}/data" -> scene.to("/" + lastName(stage.dataset()) + "/data");
            default -> scene;
        };
    }

    @Override
    public void after(DocumentedOperation operation, ApiClient.Answer answer) {
        tidyUp.run();
        tidyUp = () -> {};
        if (answer.status() == 200) {
            takeAway(operation, answer.json());
        }
    }

    private void takeAway(DocumentedOperation operation, JsonNode answer) {
        switch (operation.name()) {
            case "POST /inference/deploy-sagemaker-endpoint" ->
                stage.deleteEndpoint(Deployments.name(deployments.newest()));
            case "GET /inference/generate-s3-presigned-url-for-uploading" ->
                assertThat(client.upload(answer.asText(), "{}").status()).isEqualTo(200);
            case "POST /inference/run-model-merge" ->
                stage.deleteCheckpoint(merged(answer.path("inference_id").asText()));
            case "POST /checkpoint", "POST /upload_checkpoint" ->
                stage.deleteCheckpoint(answer.path("checkpoint").path("id").asText());
            case "POST /train-api/train" ->
                stage.deleteTraining(answer.path("job").path("id").asText());
            case "POST /dataset" -> deleteDataset(answer.path("datasetName").asText());
            default -> {}
        }
    }

    /** The request, once there is what it asks for. */
    private static Scene after(Object there, Scene scene) {
        assertThat(there).isNotNull();
        return scene;
    }

    private Scene inference(Scene scene) {
        scene.body().put("sagemaker_endpoint_name", Deployments.name(deployments.any()));
        return scene;
    }

    private static Scene deployment(Scene scene) {
        Deployments.fillIn(scene.body());
        return scene;
    }

    private Scene removal(Scene scene) {
        String name = Deployments.name(deployments.deploy());
        ((ArrayNode) scene.body().path("delete_endpoint_list")).set(0, name);
        tidyUp = () -> stage.deleteEndpoint(name);
        return scene;
    }

    private Scene modelOf(String type, Scene scene) {
        if (call("GET", scene.path(), null).isEmpty()) {
            Upload.begin(later, type, type + ".safetensors").complete(later);
        }
        return scene;
    }

    private Scene merge(Scene scene) {
        if (!mergeable) {
            MERGED.forEach(file -> Upload.begin(later, "Stable-diffusion", file).complete(later));
            mergeable = true;
        }
        scene.body()
                .put("primary_model_name", MERGED.get(0))
                .put("secondary_model_name", MERGED.get(1))
                .put("tertiary_model_name", MERGED.get(2));
        return scene;
    }

    /** The checkpoint that the merge made; it has the merge's own id. */
    private String merged(String id) {
        JsonNode job = await().atMost(Stage.LONGEST)
                .pollInterval(PAUSE)
                .until(
                        () -> call("GET", "/inference/get-inference-job?jobID=" + id, null),
                        found -> !found.path("status").asText().equals("inprogress"));
        assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeed");
        return id;
    }

    private String model() {
        if (model == null) {
            DocumentedOperation operation = DocumentedOperation.of("2023-07-05", "PUT", "/model");
            ObjectNode completion = uploadedModel(new Scene("PUT", "/model", Requests.example(operation)))
                    .body();
            tidyUp = () -> {};
            call("PUT", "/model", completion);
            model = completion.path("model_id").asText();
        }
        return model;
    }

    private Scene uploadedModel(Scene scene) {
        // The name within the archive is what it goes by afterwards, and each of the two has to be another.
        String file = model == null ? PACKED : "once-more-" + PACKED;
        JsonNode job =
                as(Stage.USER, "POST", "/model", exampleOf("POST", "/model")).path("job");
        String id = job.path("id").asText();
        scene.body().put("model_id", id);
        tag(scene.body(), job.path("s3PresignUrl").path(0), Tar.of(file, Upload.CONTENT));
        tidyUp = () -> stage.deleteCheckpoint(id);
        return scene;
    }

    private static Scene typed(Scene scene) {
        scene.body().put("checkpoint_type", FREE_TYPE);
        return scene;
    }

    private Scene uploadedCheckpoint(Scene scene) {
        ObjectNode creation = typed(new Scene("POST", "/checkpoint", exampleOf("POST", "/checkpoint")))
                .body();
        JsonNode created = as(Stage.USER, "POST", "/checkpoint", creation);
        String id = created.path("checkpoint").path("id").asText();
        scene.body().put("checkpoint_id", id);
        tag(scene.body(), created.path("s3PresignUrl").path(0), Upload.CONTENT);
        tidyUp = () -> stage.deleteCheckpoint(id);
        return scene;
    }

    /** Uploads the parts, and puts their tags into the body; this document's have no quotes. */
    private void tag(ObjectNode body, JsonNode upload, String content) {
        ArrayNode tags = Upload.put(client, upload.path("urls"), content);
        tags.forEach(
                tag -> ((ObjectNode) tag).put("ETag", tag.path("ETag").asText().replace("\"", "")));
        ObjectNode files = (ObjectNode) body.path("multi_parts_tags");
        files.set(files.fieldNames().next(), tags);
    }

    private Scene training(Scene scene) {
        scene.body().put("model_id", model());
        ObjectNode params = (ObjectNode) scene.body().path("params");
        ((ArrayNode) params.path("training_params").path("data_tar_list")).set(0, stage.dataset());
        JsonNode concept = params.path("config_params").path("concepts_list").get(0);
        ((ObjectNode) concept).put("instance_data_dir", stage.dataset());
        return scene;
    }

    private Scene registeredTraining(Scene scene) {
        ObjectNode creation = training(new Scene("POST", "/train-api/train", exampleOf("POST", "/train-api/train")))
                .body();
        String id = as(Stage.USER, "POST", "/train-api/train", creation)
                .path("job")
                .path("id")
                .asText();
        scene.body().put("train_job_id", id);
        tidyUp = () -> stage.deleteTraining(id);
        return scene;
    }

    private Scene uploadedDataset(Scene scene) {
        JsonNode created = as(Stage.USER, "POST", "/dataset", exampleOf("POST", "/dataset"));
        created.path("s3PresignUrl").path(0).forEach(url -> assertThat(
                        client.upload(url.asText(), "a picture").status())
                .isEqualTo(200));
        tidyUp = () -> deleteDataset(created.path("datasetName").asText());
        return scene;
    }

    private void deleteDataset(String name) {
        stage.call("DELETE", "/datasets", "{\"dataset_name_list\": [\"" + name + "\"]}");
    }

    private static String lastName(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static ObjectNode exampleOf(String method, String path) {
        return Requests.example(DocumentedOperation.of("2023-07-05", method, path));
    }

    private JsonNode call(String method, String path, ObjectNode body) {
        return Calls.done(client, method, path, body);
    }

    private JsonNode as(String user, String method, String path, ObjectNode body) {
        return Calls.done(client.with("x-api-key", Generation.key(user)), method, path, body);
    }
}
