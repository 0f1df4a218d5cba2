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

/** Resources for the 2023-07-05 document. */
final class ContractFixture2023 implements FixtureSetup {

    /** The nodes have a Stable-diffusion model of the name that the examples upload, and names are unique in a type. */
    private static final String FREE_TYPE = "VAE";

    private static final String PACKED = "packed-" + ContractFixture.MODEL;
    private static final List<String> MERGED = List.of("a.safetensors", "b.safetensors", "c.safetensors");
    private static final Map<String, String> LISTED = Map.of(
            "/inference/get-texual-inversion-list", "embeddings",
            "/inference/get-lora-list", "Lora",
            "/inference/get-hypernetwork-list", "hypernetworks",
            "/inference/get-controlnet-model-list", "ControlNet");
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final ContractFixture contractFixture;
    private final ApiClient client;
    private final ApiClient later;
    private final Deployments deployments;
    private String model;
    private boolean mergeable;
    private Runnable tidyUp = () -> {};

    /** @param client acts for the user of the key, who may do everything */
    ContractFixture2023(ContractFixture contractFixture, ApiClient client) {
        this.contractFixture = contractFixture;
        this.client = Generation.V2023_07_05.as(client, null);
        this.later = client;
        this.deployments = new Deployments(this.client);
    }

    @Override
    public SampleRequest before(DocumentedOperation operation) {
        ObjectNode body = Requests.example(operation);
        SampleRequest sampleRequest = new SampleRequest(operation.method(), operation.path(), body);
        return switch (operation.name()) {
            case "GET /inference/get-inference-job",
                    "GET /inference/get-inference-job-image-output",
                    "GET /inference/get-inference-job-param-output" ->
                sampleRequest.to(operation.path() + "?jobID=" + contractFixture.finishedJob());
            case "GET /inference/list-inference-jobs" -> after(contractFixture.finishedJob(), sampleRequest);
            case "POST /inference-api/inference" -> inference(sampleRequest);
            case "POST /inference/deploy-sagemaker-endpoint" -> deployment(sampleRequest);
            case "POST /inference/delete-sagemaker-endpoint" -> removal(sampleRequest);
            case "GET /inference/list-endpoint-deployment-jobs" -> after(deployments.any(), sampleRequest);
            case "GET /inference/get-endpoint-deployment-job" ->
                sampleRequest.to(operation.path() + "?jobID="
                        + deployments.any().path("EndpointDeploymentJobId").asText());
            case "GET /inference/generate-s3-presigned-url-for-uploading" ->
                sampleRequest.to(operation.path() + "?key=config/aigc.json");
            case "GET /inference/get-texual-inversion-list",
                    "GET /inference/get-lora-list",
                    "GET /inference/get-hypernetwork-list",
                    "GET /inference/get-controlnet-model-list" -> modelOf(LISTED.get(operation.path()), sampleRequest);
            case "POST /inference/run-model-merge" -> merge(sampleRequest);
            case "PUT /model" -> uploadedModel(sampleRequest);
            case "GET /models" -> after(model(), sampleRequest);
            case "POST /checkpoint" -> typed(sampleRequest);
            case "PUT /checkpoint" -> uploadedCheckpoint(sampleRequest);
            case "POST /train-api/train" -> training(sampleRequest);
            case "PUT /train" -> registeredTraining(sampleRequest);
            case "GET /trains" -> after(contractFixture.finishedTraining(), sampleRequest);
            case "PUT /dataset" -> uploadedDataset(sampleRequest);
            case "GET /datasets" -> after(contractFixture.dataset(), sampleRequest);
            case "GET /{dataset_name}/data" -> sampleRequest.to("/" + lastName(contractFixture.dataset()) + "/data");
            default -> sampleRequest;
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
                contractFixture.deleteEndpoint(Deployments.name(deployments.newest()));
            case "GET /inference/generate-s3-presigned-url-for-uploading" ->
                assertThat(client.upload(answer.asText(), "{}").status()).isEqualTo(200);
            case "POST /inference/run-model-merge" ->
                contractFixture.deleteCheckpoint(
                        merged(answer.path("inference_id").asText()));
            case "POST /checkpoint", "POST /upload_checkpoint" ->
                contractFixture.deleteCheckpoint(
                        answer.path("checkpoint").path("id").asText());
            case "POST /train-api/train" ->
                contractFixture.deleteTraining(answer.path("job").path("id").asText());
            case "POST /dataset" -> deleteDataset(answer.path("datasetName").asText());
            default -> {}
        }
    }

    /** The request, once there is what it asks for. */
    private static SampleRequest after(Object there, SampleRequest sampleRequest) {
        assertThat(there).isNotNull();
        return sampleRequest;
    }

    private SampleRequest inference(SampleRequest sampleRequest) {
        sampleRequest.body().put("sagemaker_endpoint_name", Deployments.name(deployments.any()));
        return sampleRequest;
    }

    private static SampleRequest deployment(SampleRequest sampleRequest) {
        Deployments.fillIn(sampleRequest.body());
        return sampleRequest;
    }

    private SampleRequest removal(SampleRequest sampleRequest) {
        String name = Deployments.name(deployments.deploy());
        ((ArrayNode) sampleRequest.body().path("delete_endpoint_list")).set(0, name);
        tidyUp = () -> contractFixture.deleteEndpoint(name);
        return sampleRequest;
    }

    private SampleRequest modelOf(String type, SampleRequest sampleRequest) {
        if (call("GET", sampleRequest.path(), null).isEmpty()) {
            Upload.begin(later, type, type + ".pt").complete(later);
        }
        return sampleRequest;
    }

    private SampleRequest merge(SampleRequest sampleRequest) {
        if (!mergeable) {
            MERGED.forEach(file -> Upload.begin(later, "Stable-diffusion", file).complete(later));
            mergeable = true;
        }
        sampleRequest
                .body()
                .put("primary_model_name", MERGED.get(0))
                .put("secondary_model_name", MERGED.get(1))
                .put("tertiary_model_name", MERGED.get(2));
        return sampleRequest;
    }

    /** The checkpoint that the merge made; it has the merge's own id. */
    private String merged(String id) {
        JsonNode job = await().atMost(ContractFixture.TIMEOUT)
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
            ObjectNode completion = uploadedModel(new SampleRequest("PUT", "/model", Requests.example(operation)))
                    .body();
            tidyUp = () -> {};
            call("PUT", "/model", completion);
            model = completion.path("model_id").asText();
        }
        return model;
    }

    private SampleRequest uploadedModel(SampleRequest sampleRequest) {
        // The model is listed under the name within the archive, which must differ between the two.
        String file = model == null ? PACKED : "once-more-" + PACKED;
        JsonNode job = as(ContractFixture.USER, "POST", "/model", exampleOf("POST", "/model"))
                .path("job");
        String id = job.path("id").asText();
        sampleRequest.body().put("model_id", id);
        tag(sampleRequest.body(), job.path("s3PresignUrl").path(0), Tar.of(file, Upload.CONTENT));
        tidyUp = () -> contractFixture.deleteCheckpoint(id);
        return sampleRequest;
    }

    private static SampleRequest typed(SampleRequest sampleRequest) {
        sampleRequest.body().put("checkpoint_type", FREE_TYPE);
        return sampleRequest;
    }

    private SampleRequest uploadedCheckpoint(SampleRequest sampleRequest) {
        ObjectNode creation = typed(new SampleRequest("POST", "/checkpoint", exampleOf("POST", "/checkpoint")))
                .body();
        JsonNode created = as(ContractFixture.USER, "POST", "/checkpoint", creation);
        String id = created.path("checkpoint").path("id").asText();
        sampleRequest.body().put("checkpoint_id", id);
        tag(sampleRequest.body(), created.path("s3PresignUrl").path(0), Upload.CONTENT);
        tidyUp = () -> contractFixture.deleteCheckpoint(id);
        return sampleRequest;
    }

    /** Uploads the parts, and puts their tags into the body; this document's have no quotes. */
    private void tag(ObjectNode body, JsonNode upload, String content) {
        ArrayNode tags = Upload.put(client, upload.path("urls"), content);
        tags.forEach(
                tag -> ((ObjectNode) tag).put("ETag", tag.path("ETag").asText().replace("\"", "")));
        ObjectNode files = (ObjectNode) body.path("multi_parts_tags");
        files.set(files.fieldNames().next(), tags);
    }

    private SampleRequest training(SampleRequest sampleRequest) {
        sampleRequest.body().put("model_id", model());
        ObjectNode params = (ObjectNode) sampleRequest.body().path("params");
        ((ArrayNode) params.path("training_params").path("data_tar_list")).set(0, contractFixture.dataset());
        JsonNode concept = params.path("config_params").path("concepts_list").get(0);
        ((ObjectNode) concept).put("instance_data_dir", contractFixture.dataset());
        return sampleRequest;
    }

    private SampleRequest registeredTraining(SampleRequest sampleRequest) {
        ObjectNode creation = training(
                        new SampleRequest("POST", "/train-api/train", exampleOf("POST", "/train-api/train")))
                .body();
        String id = as(ContractFixture.USER, "POST", "/train-api/train", creation)
                .path("job")
                .path("id")
                .asText();
        sampleRequest.body().put("train_job_id", id);
        tidyUp = () -> contractFixture.deleteTraining(id);
        return sampleRequest;
    }

    private SampleRequest uploadedDataset(SampleRequest sampleRequest) {
        JsonNode created = as(ContractFixture.USER, "POST", "/dataset", exampleOf("POST", "/dataset"));
        created.path("s3PresignUrl")
                .path(0)
                .forEach(url -> assertThat(
                                client.upload(url.asText(), "an image").status())
                        .isEqualTo(200));
        tidyUp = () -> deleteDataset(created.path("datasetName").asText());
        return sampleRequest;
    }

    private void deleteDataset(String name) {
        contractFixture.call("DELETE", "/datasets", "{\"dataset_name_list\": [\"" + name + "\"]}");
    }

    private static String lastName(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static ObjectNode exampleOf(String method, String path) {
        return Requests.example(DocumentedOperation.of("2023-07-05", method, path));
    }

    private JsonNode call(String method, String path, ObjectNode body) {
        return SuccessfulCalls.done(client, method, path, body);
    }

    private JsonNode as(String user, String method, String path, ObjectNode body) {
        return SuccessfulCalls.done(client.with("x-api-key", Generation.key(user)), method, path, body);
    }
}
