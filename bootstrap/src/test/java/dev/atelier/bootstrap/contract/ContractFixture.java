package dev.atelier.bootstrap.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation;
import java.time.Duration;
import java.util.List;

/** Resources for the 1.4.0 and 1.5.0 documents, and those that all generations share. */
final class ContractFixture implements FixtureSetup {

    static final String USER = "admin";
    static final String STRANGER = "stranger";

    /** Users that keys are bound to. */
    static final List<String> USERS = List.of(USER, STRANGER, "guest-of-trainings", "guest-of-inferences");

    static final Duration TIMEOUT = Duration.ofSeconds(60);
    static final String MODEL = "v1-5-pruned-emaonly.safetensors";

    private static final String DATASET = "lego_technic"; // as the examples call it
    private static final String IMAGE = "brick.png";
    private static final String PAYLOAD =
            "{\"prompt\": \"a panda\", \"steps\": 2, \"seed\": 7, \"width\": 64, \"height\": 64}";

    private final ApiClient client;
    private String finishedJob;
    private String finishedTraining;
    private String baseModel;
    private String dataset;
    private String pendingUpload;

    /** @param client acts for the user of the key, who may do everything */
    ContractFixture(ApiClient client) {
        this.client = client;
    }

    /** Adds the users of the documents, and users without permissions. */
    void populate() {
        role("Designer", "inference:all");
        role("Stranger", "train:all", "inference:all", "checkpoint:all", "sagemaker_endpoint:all");
        role(guest("/inferences"), "train:list");
        role(guest("/others"), "inference:list");
        user(USER, "IT Operator");
        user(STRANGER, "Stranger");
        user(guest("/inferences"), guest("/inferences"));
        user(guest("/others"), guest("/others"));
        String endpoint = call("POST", "/endpoints", endpointOfByoc())
                .path("data")
                .path("endpoint_name")
                .asText();
        await().atMost(TIMEOUT).until(() -> list("/endpoints").contains("\"InService\""));
        assertThat(endpoint).isEqualTo("esd-async-always-there");
    }

    /** A user who holds a permission, but none that has to do with this path. */
    static String guest(String path) {
        return path.startsWith("/inference") ? "guest-of-trainings" : "guest-of-inferences";
    }

    @Override
    public SampleRequest before(DocumentedOperation operation) {
        ObjectNode body = Requests.example(operation);
        return switch (operation.name()) {
            case "UpdateCheckpoint" -> upload(operation, body);
            case "StartInferenceJob" -> scene(operation, createdJob(), body);
            case "GetInferenceJob" -> scene(operation, finishedJob(), body);
            case "CreateTrainingJob" -> training(operation, body);
            case "GetTrainingJobStatus" -> scene(operation, finishedTraining(), body);
            default -> scene(operation, "", body);
        };
    }

    @Override
    public void after(DocumentedOperation operation, ApiClient.Answer answer) {
        if (pendingUpload != null) {
            deleteCheckpoint(pendingUpload);
            pendingUpload = null;
        }
        if (answer.status() < 300) {
            takeAway(operation, answer);
        }
    }

    private void takeAway(DocumentedOperation operation, ApiClient.Answer answer) {
        switch (operation.name()) {
            case "CreateEndpoint" ->
                deleteEndpoint(answer.json().path("data").path("endpoint_name").asText());
            case "CreateUser" -> call("DELETE", "/users", "{\"user_name_list\": [\"username\"]}");
            case "CreateCheckpoint" ->
                deleteCheckpoint(
                        answer.json().path("data").path("checkpoint").path("id").asText());
            case "CreateTrainingJob" ->
                deleteTraining(answer.json().path("data").path("id").asText());
            default -> {}
        }
    }

    private static SampleRequest scene(DocumentedOperation operation, String id, ObjectNode body) {
        return new SampleRequest(operation.method(), operation.path().replaceAll("\\{\\w+}", id), body);
    }

    /** Names are unique among the checkpoints of a type; of this type the service has none. */
    private SampleRequest upload(DocumentedOperation operation, ObjectNode body) {
        Upload upload = Upload.begin(client, "VAE", MODEL);
        pendingUpload = upload.id();
        body.setAll(upload.completion());
        if (body.has("checkpoint_id")) {
            body.put("checkpoint_id", upload.id());
        }
        return scene(operation, upload.id(), body);
    }

    private String createdJob() {
        return client.with("username", USER).createJob("Async", MODEL, PAYLOAD);
    }

    String finishedJob() {
        if (finishedJob == null) {
            String id = createdJob();
            assertThat(client.start(id).status()).isEqualTo(202);
            client.awaitEnd(id, TIMEOUT);
            finishedJob = id;
        }
        return finishedJob;
    }

    private SampleRequest training(DocumentedOperation operation, ObjectNode body) {
        ObjectNode training = (ObjectNode) body.path("params").path("training_params");
        training.put("s3_model_path", baseModel());
        training.put("s3_data_path", dataset());
        return scene(operation, "", body);
    }

    private String baseModel() {
        if (baseModel == null) {
            Upload upload =
                    Upload.begin(client, "Stable-diffusion", "base-" + MODEL).complete(client);
            baseModel = upload.location() + "/" + upload.file();
        }
        return baseModel;
    }

    /** The location of an Enabled dataset of one image. */
    String dataset() {
        if (dataset == null) {
            JsonNode data = call(
                            "POST",
                            "/datasets",
                            "{\"dataset_name\": \"" + DATASET + "\", \"params\": {}, \"content\": [{\"filename\": \""
                                    + IMAGE + "\", \"name\": \"a brick\", \"type\": \"image\", \"params\": {}}]}")
                    .path("data");
            client.upload(data.path("s3PresignUrl").path(IMAGE).asText(), "what the stand-in accepts as an image");
            call("PUT", "/datasets/" + DATASET, "{\"status\": \"Enabled\"}");
            dataset = client.get("/datasets/" + DATASET).data(200).path("s3").asText();
        }
        return dataset;
    }

    String finishedTraining() {
        if (finishedTraining == null) {
            DocumentedOperation creation = DocumentedOperation.of("1.5.0", "POST", "/trainings");
            ApiClient.Answer created =
                    training(creation, Requests.example(creation)).play(client.with("username", USER));
            String id = created.json().path("data").path("id").asText();
            await().atMost(TIMEOUT)
                    .until(
                            () -> client.get("/trainings/" + id)
                                    .data(200)
                                    .path("job_status")
                                    .asText(),
                            "Completed"::equals);
            finishedTraining = id;
        }
        return finishedTraining;
    }

    /** Does nothing when there is none of that name. */
    void deleteEndpoint(String name) {
        call("DELETE", "/endpoints", "{\"endpoint_name_list\": [\"" + name + "\"]}");
        await().atMost(TIMEOUT).until(() -> !list("/endpoints").contains("\"" + name + "\""));
    }

    void deleteCheckpoint(String id) {
        call("DELETE", "/checkpoints", "{\"checkpoint_id_list\": [\"" + id + "\"]}");
    }

    void deleteTraining(String id) {
        call("DELETE", "/trainings", "{\"training_id_list\": [\"" + id + "\"]}");
    }

    private void role(String name, String... permissions) {
        call(
                "POST",
                "/roles",
                "{\"role_name\": \"" + name + "\", \"permissions\": [\"" + String.join("\", \"", permissions) + "\"]}");
    }

    private void user(String name, String role) {
        call(
                "POST",
                "/users",
                "{\"username\": \"" + name + "\", \"password\": \"a long enough password\", \"roles\": [\"" + role
                        + "\"]}");
    }

    private static String endpointOfByoc() {
        return "{\"endpoint_name\": \"always-there\", \"endpoint_type\": \"Async\", \"instance_type\": \"ml.g5.2xlarge\","
                + " \"initial_instance_count\": 1, \"autoscaling_enabled\": false, \"assign_to_roles\": [\"byoc\"]}";
    }

    private String list(String path) {
        return client.get(path).json().toString();
    }

    /** A call that must succeed; returns its response, or null without a body. */
    JsonNode call(String method, String path, String body) {
        ApiClient.Answer answer = client.call(method, path, body);
        assertThat(answer.status())
                .as("%s %s: %s", method, path, new String(answer.raw().body()))
                .isBetween(200, 299);
        return answer.status() == 204 ? null : answer.json();
    }
}
