package dev.atelier.rest.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.rest.testing.Documents;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointOperationsTest {

    private static final String FILE = "v1-5-pruned-emaonly.safetensors";

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void anUploadIsAnsweredWithEverythingTheDocumentsNameForIt(String generation) {
        HttpResult reply = create(FILE, "3").is(202);

        Documents.operation(generation, "CreateCheckpoint").describe(reply);
        assertThat(reply.message()).isEqualTo("Accepted");
        String id = (String) reply.at("data.checkpoint.id");
        assertThat(reply.at("data.checkpoint.type")).isEqualTo("Stable-diffusion");
        assertThat(reply.at("data.checkpoint.status")).isEqualTo("Initial");
        assertThat(reply.at("data.checkpoint.s3_location"))
                .isEqualTo("s3://atelier/Stable-diffusion/checkpoint/custom/" + id);
        Map<?, ?> params = (Map<?, ?>) reply.at("data.checkpoint.params");
        assertThat(params.get("message")).isEqualTo("test");
        assertThat(params.get("creator")).isEqualTo("admin");
        assertThat(params.get("created")).isEqualTo("2026-03-04 05:06:07.123456");
        assertThat(params.get("labels")).isEqualTo(List.of("a", Map.of("b", 1.5)));
        Map<?, ?> upload = (Map<?, ?>) ((Map<?, ?>) params.get("multipart_upload")).get(FILE);
        assertThat(upload.get("bucket")).isEqualTo("atelier");
        assertThat(upload.get("key")).isEqualTo("Stable-diffusion/checkpoint/custom/" + id + "/" + FILE);
        assertThat((List<?>) ((Map<?, ?>) reply.at("data.s3PresignUrl")).get(FILE))
                .hasSize(3)
                .allMatch(url -> url.toString().startsWith(server.uri() + "/files/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void anImportIsAnsweredWithEverythingTheDocumentsNameForIt(String generation) {
        HttpResult reply = server.http()
                .send(
                        "POST",
                        "/checkpoints",
                        Documents.operation(generation, "CreateCheckpoint").request())
                .is(202);

        Documents.operation(generation, "CreateCheckpoint").describe(reply);
        assertThat(reply.message()).isEqualTo("Checkpoint creation in progress, please check later");
        assertThat(reply.at("data.checkpoint.status")).isEqualTo("Initial");
        assertThat(reply.at("data.checkpoint.type")).isEqualTo("ControlNet");
        assertThat((Map<?, ?>) reply.at("data.s3PresignUrl"))
                .isEqualTo(Map.of("control_v11p_sd15_canny.pth", List.of()));
        Map<?, ?> params = (Map<?, ?>) reply.at("data.checkpoint.params");
        Map<?, ?> place = (Map<?, ?>) ((Map<?, ?>) params.get("multipart_upload")).get("control_v11p_sd15_canny.pth");
        assertThat(place.get("upload_id")).isEqualTo("");
        assertThat(place.get("key").toString()).endsWith("/control_v11p_sd15_canny.pth");
        assertThat(server.http().get("/checkpoints").at("data.checkpoints.0.name"))
                .isEqualTo(List.of("control_v11p_sd15_canny.pth"));
        String id = (String) reply.at("data.checkpoint.id");
        server.http()
                .send("PUT", "/checkpoints/" + id, "{\"status\": \"Active\", \"multi_parts_tags\": {}}")
                .rejects(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/a.ckpt",
                "ftp://models.example/a.ckpt",
                "https://user:word@models.example/a.ckpt",
                "file:///etc/passwd",
                "models.example/a.ckpt",
                "https://models.example",
                "https://models.example/",
                "http://a b/c.ckpt",
                ""
            })
    void aUrlThatLeadsNowhereOrInwardIsRejected(String url) {
        assertThat(post(Map.of("checkpoint_type", "VAE", "params", Map.of("message", ""), "urls", List.of(url)))
                        .rejects(400)
                        .message())
                .doesNotContain("user:word");
        assertThat(server.http().get("/checkpoints").at("data.total")).isEqualTo(0);
    }

    @Test
    void anUploadedFileThatMayNotBeUsedIsRejectedAndItsCheckpointDisabled() {
        HttpResult created = create(FILE, "1");
        String id = (String) created.at("data.checkpoint.id");

        assertThat(complete(id, upload(created, InMemoryInspector.EVIL))
                        .rejects(400)
                        .message())
                .isEqualTo(FILE + " says that it is evil");

        HttpResult list = server.http().get("/checkpoints");
        assertThat(list.at("data.checkpoints.0.status")).isEqualTo("Disabled");
        assertThat(((Map<?, ?>) list.at("data.checkpoints.0.params")).get("error"))
                .isEqualTo(FILE + " says that it is evil");
        create(FILE, "1").is(202);
    }

    @Test
    void anImportIsRejectedToWhoMayNotCreateCheckpoints() {
        server.addUserHolding("viewer", "checkpoint:list");
        HttpResult reply = server.http()
                .as("viewer")
                .send(
                        "POST",
                        "/checkpoints",
                        Documents.operation("1.5.0", "CreateCheckpoint").request())
                .rejects(403);
        assertThat(reply.message()).isEqualTo("User viewer has no permissions: ['checkpoint:create']");
    }

    @ParameterizedTest
    @CsvSource({"checkpoint_type, checkpoint_type", "params, params", "urls, urls"})
    void aMissingPropertyIsNamed(String left, String named) {
        Map<String, Object> request =
                Documents.operation("1.5.0", "CreateCheckpoint").requestMap();
        request.remove(left);
        assertThat(post(request).rejects(400).message())
                .isEqualTo("object has missing required properties ([\"" + named + "\"])");
    }

    @Test
    void theMessageMayBeMissing() {
        Map<String, Object> request =
                Documents.operation("1.5.0", "CreateCheckpoint").requestMap();
        request.put("params", Map.of());
        post(request).is(202);
        request.put("params", Map.of("message", 7));
        assertThat(post(request).rejects(400).message()).startsWith("params.message should be a string");
        server.http()
                .send(
                        "POST",
                        "/checkpoints",
                        "{\"checkpoint_type\": \"Lora\", \"params\": {}, \"filenames\":"
                                + " [{\"filename\": \"a.safetensors\", \"parts_number\": 1}]}")
                .is(202);
    }

    /** Clients ask for more than a page has to see everything at once. */
    @Test
    void aPageSizeAboveTheLargestIsTheLargest() {
        for (String size : List.of("200", "99999999999999")) {
            assertThat(server.http()
                            .get("/checkpoints?per_page=" + size)
                            .is(200)
                            .at("data.per_page"))
                    .isEqualTo(100);
        }
        for (String list : List.of("/inferences", "/endpoints", "/trainings", "/datasets", "/users", "/roles")) {
            server.http().get(list + "?limit=5000").is(200);
        }
        for (String list : List.of("/inference/list-inference-jobs", "/inference/list-endpoint-deployment-jobs")) {
            assertThat(server.keyOnly().get(list + "?limit=5000").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"documents, 200, OK", "esd, 202, Accepted"})
    void aRenameIsAcceptedInEsd(String mode, int status, String message) {
        try (RestServer own = RestServer.start(Map.of("atelier.compatibility", mode))) {
            Checkpoint checkpoint = own.atelier.add(TestCheckpoints.checkpoint().files("old.safetensors"));

            HttpResult renamed = own.http()
                    .send("PUT", "/checkpoints/" + checkpoint.id(), "{\"name\": \"new.safetensors\"}")
                    .is(status);

            assertThat(renamed.message()).isEqualTo(message);
            assertThat(own.http().get("/checkpoints").at("data.checkpoints.0.name"))
                    .isEqualTo(List.of("new.safetensors"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"documents", "esd"})
    void aModelOnANodeIsLeftOutOfADeletion(String mode) {
        try (RestServer own = RestServer.start(Map.of("atelier.compatibility", mode))) {
            Checkpoint onNode = own.atelier.add(TestCheckpoints.checkpoint().onNodes());
            Checkpoint stored = own.atelier.add(TestCheckpoints.checkpoint());
            String body = "{\"checkpoint_id_list\": [\"" + onNode.id() + "\", \"" + stored.id() + "\"]}";

            HttpResult reply = own.http().send("DELETE", "/checkpoints", body).isEmpty(204);

            assertThat(reply.header("Warning"))
                    .contains("1 of them", onNode.id().toString(), "GPU nodes");
            assertThat(own.atelier.checkpoints.find(onNode.id())).isPresent();
            assertThat(own.atelier.checkpoints.find(stored.id())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"abc\"", "0", "-1", "1.5", "\"NaN\"", "10001", "{}"})
    void aCountOfPartsThatIsNoneIsRejected(String count) {
        create(FILE, count).rejects(400);
        assertThat(server.http().get("/checkpoints").at("data.total")).isEqualTo(0);
        assertThat(server.atelier.store.openUploads()).isZero();
    }

    @Test
    void fileNamesThatLeadElsewhereAreRejected() {
        for (String name : List.of(
                "../x", "a/b", "a\\b", ".hidden", "..", "", "a\u0000b", "a\u202eb", "a\u2028b", "x".repeat(10_000))) {
            assertThat(create(name, "1").rejects(400).message()).hasSizeLessThan(300);
        }
        assertThat(server.atelier.store.openUploads()).isZero();
    }

    @Test
    void anUnknownTypeAndAWrongTypeAreRejected() {
        assertThat(post(Map.of(
                                "checkpoint_type", "Model",
                                "params", Map.of("message", "m"),
                                "filenames", List.of(Map.of("filename", "a", "parts_number", 1))))
                        .rejects(400)
                        .message())
                .contains("Model", "ControlNet");
        post(Map.of("checkpoint_type", 7, "params", Map.of("message", "m"), "urls", List.of()))
                .rejects(400);
        post(Map.of("checkpoint_type", "VAE", "params", "text", "urls", List.of()))
                .rejects(400);
        post(Map.of("checkpoint_type", "VAE", "params", Map.of("message", 1), "urls", List.of()))
                .rejects(400);
        post(Map.of("checkpoint_type", "VAE", "params", Map.of("message", ""), "urls", "https://x"))
                .rejects(400);
        post(Map.of("checkpoint_type", "VAE", "params", Map.of("message", ""), "filenames", List.of()))
                .rejects(400);
    }

    @Test
    void aTakenNameIsRejected() {
        create(FILE, "1").is(202);
        assertThat(create(FILE, "1").rejects(400).message())
                .isEqualTo(FILE + " already exists, please use another or rename/delete exists");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void uploadedPartsBecomeAnActiveCheckpoint(String generation) {
        HttpResult created = create(FILE, "2");
        String id = (String) created.at("data.checkpoint.id");
        HttpResult updated = complete(id, upload(created, "first", "second")).is(200);

        Documents.operation(generation, "UpdateCheckpoint").describe(updated);
        assertThat(updated.at("checkpoint.id")).isEqualTo(id);
        assertThat(updated.at("checkpoint.status")).isEqualTo("Active");
        assertThat(updated.at("data.checkpoint")).isEqualTo(updated.at("checkpoint"));
        assertThat(updated.at("headers"))
                .isEqualTo(Documents.operation("1.4.0", "UpdateCheckpoint").responseAt("headers"));
        assertThat(server.http().get("/checkpoints?status=Active").at("data.checkpoints.0.name"))
                .isEqualTo(List.of(FILE));
    }

    @Test
    void tagsThatDoNotFitLeaveTheCheckpointInitial() {
        HttpResult created = create(FILE, "1");
        String id = (String) created.at("data.checkpoint.id");
        complete(id, List.of(Map.of("ETag", "\"00\"", "PartNumber", 1))).rejects(400);
        complete(id, List.of(Map.of("ETag", "\"00\""))).rejects(400);
        complete(id, List.of(Map.of("ETag", 5, "PartNumber", "x"))).rejects(400);
        server.http()
                .send("PUT", "/checkpoints/" + id, "{\"status\": \"Active\", \"multi_parts_tags\": {\"other\": []}}")
                .rejects(400);
        server.http()
                .send("PUT", "/checkpoints/" + id, "{\"status\": \"Disabled\", \"multi_parts_tags\": {}}")
                .rejects(400);
        assertThat(server.http().get("/checkpoints").at("data.checkpoints.0.status"))
                .isEqualTo("Initial");
        complete(id, upload(created, "content")).is(200);
    }

    @Test
    void anUpdateWithoutItsPropertiesNamesThem() {
        String id = server.atelier.add(TestCheckpoints.checkpoint()).id().toString();
        assertThat(server.http()
                        .send("PUT", "/checkpoints/" + id, "{}")
                        .rejects(400)
                        .message())
                .isEqualTo("object has missing required properties ([\"multi_parts_tags\",\"status\"])");
        assertThat(server.http()
                        .send("PUT", "/checkpoints/" + id, "{\"status\": \"Active\"}")
                        .rejects(400)
                        .message())
                .isEqualTo("object has missing required properties ([\"multi_parts_tags\"])");
    }

    @Test
    void theDocumentedUpdateOfAnUnknownCheckpointSaysSo() {
        String unknown = UUID.randomUUID().toString();
        for (String id : List.of(unknown, "99", "a%2Fb")) {
            HttpResult reply = server.http()
                    .send(
                            "PUT",
                            "/checkpoints/" + id,
                            Documents.operation("1.5.0", "UpdateCheckpoint").request())
                    .rejects(404);
            assertThat(reply.message()).isEqualTo("checkpoint not found with id " + id.replace("%2F", "/"));
        }
    }

    @Test
    void anActiveCheckpointCanBeRenamed() {
        Checkpoint checkpoint = server.atelier.add(TestCheckpoints.checkpoint().files("old.safetensors"));
        HttpResult reply = server.http()
                .send("PUT", "/checkpoints/" + checkpoint.id(), "{\"name\": \"new.safetensors\"}")
                .is(200);
        assertThat(reply.at("checkpoint.status")).isEqualTo("Active");
        assertThat(server.http().get("/checkpoints").at("data.checkpoints.0.name"))
                .isEqualTo(List.of("new.safetensors"));
    }

    @Test
    void theListIsPagedAndFiltered() {
        server.atelier.add(TestCheckpoints.checkpoint().openTo("byoc", "IT Operator"));
        server.atelier.add(TestCheckpoints.checkpoint().type(CheckpointType.LORA));
        server.atelier.add(TestCheckpoints.checkpoint().uploading("c.safetensors"));

        HttpResult all =
                server.http().get("/checkpoints?username=admin&per_page=2").is(200);
        assertThat(all.at("data.page")).isEqualTo(1);
        assertThat(all.at("data.per_page")).isEqualTo(2);
        assertThat(all.at("data.pages")).isEqualTo(2);
        assertThat(all.at("data.total")).isEqualTo(3);
        assertThat((List<?>) all.at("data.checkpoints")).hasSize(2);
        assertThat(((Map<?, ?>) all.at("data.checkpoints.0")).keySet().toArray())
                .containsExactlyInAnyOrder(
                        "id", "s3Location", "type", "status", "name", "created", "params", "allowed_roles_or_users");
        assertThat((Number) all.at("data.checkpoints.0.created")).isEqualTo(1772600767);

        assertThat(total("types=Lora")).isEqualTo(1);
        assertThat(total("types=Lora&types=Stable-diffusion")).isEqualTo(3);
        assertThat(total("types=Lora,Stable-diffusion")).isEqualTo(3);
        assertThat(total("types%5B%5D=Lora&types%5B%5D=VAE")).isEqualTo(1);
        assertThat(total("status%5B%5D=Active")).isEqualTo(2);
        assertThat(total("status=Active&types=VAE")).isEqualTo(0);
        assertThat(total("roles=byoc")).isEqualTo(1);
        HttpResult byRole = server.http().get("/checkpoints?roles=byoc");
        assertThat(byRole.at("data.checkpoints.0.allowed_roles_or_users")).isEqualTo(List.of("IT Operator", "byoc"));
    }

    @Test
    void theListCanBeNarrowedToWhatAnotherUserSees() {
        server.addUserHolding("painter", "inference:all");
        server.atelier.add(TestCheckpoints.checkpoint().openTo("painter"));
        server.atelier.add(TestCheckpoints.checkpoint().openTo("*"));
        server.atelier.add(TestCheckpoints.checkpoint().openTo("designer"));

        assertThat(total("username=painter")).isEqualTo(2);
        assertThat(total("username=admin")).isEqualTo(3);
        assertThat(total("username=")).isEqualTo(3);
        assertThat(server.http().get("/checkpoints?username=ghost").rejects(400).message())
                .isEqualTo("user: \"ghost\" not exist");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "page=0",
                "page=-1",
                "page=x",
                "per_page=0",
                "per_page=1.5",
                "status=Gone",
                "types=Model",
                "username=a%2Fb",
                "page=99999999999"
            })
    void aQueryThatMakesNoSenseIsRejected(String query) {
        server.http().get("/checkpoints?" + query).rejects(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void deletingIsSilentWhateverExists(String generation) {
        Checkpoint checkpoint = server.atelier.add(TestCheckpoints.checkpoint());
        server.http()
                .send(
                        "DELETE",
                        "/checkpoints",
                        Documents.operation(generation, "DeleteCheckpoints").request())
                .isEmpty(204);
        assertThat(server.atelier.checkpoints.find(checkpoint.id())).isPresent();
        server.http()
                .send("DELETE", "/checkpoints", "{\"checkpoint_id_list\": [\"" + checkpoint.id() + "\", \"99\"]}")
                .isEmpty(204);
        assertThat(server.atelier.checkpoints.find(checkpoint.id())).isEmpty();
    }

    @Test
    void whoMayNotDeleteIsRejectedAndNothingChanges() {
        Checkpoint checkpoint = server.atelier.add(TestCheckpoints.checkpoint().by("ann"));
        String body = "{\"checkpoint_id_list\": [\"" + checkpoint.id() + "\"]}";
        server.addUserHolding("viewer", "checkpoint:list");
        server.addUserHolding("other", "checkpoint:all");
        server.http().as("viewer").send("DELETE", "/checkpoints", body).rejects(403);
        server.http().as("other").send("DELETE", "/checkpoints", body).rejects(403);
        assertThat(server.atelier
                        .checkpoints
                        .find(checkpoint.id())
                        .orElseThrow()
                        .status())
                .isEqualTo(CheckpointStatus.ACTIVE);
        server.http()
                .send("DELETE", "/checkpoints", "{\"checkpoint_id_list\": \"99\"}")
                .rejects(400);
    }

    private Object total(String query) {
        return server.http().get("/checkpoints?" + query).is(200).at("data.total");
    }

    private HttpResult create(String file, String parts) {
        return server.http()
                .send(
                        "POST",
                        "/checkpoints",
                        "{\"checkpoint_type\": \"Stable-diffusion\", \"params\": {\"message\": \"test\", \"creator\": \"x\","
                                + " \"labels\": [\"a\", {\"b\": 1.5}]}, \"filenames\": [{\"filename\": "
                                + TestJson.write(file) + ", \"parts_number\": " + parts + "}]}");
    }

    private HttpResult post(Map<String, Object> request) {
        return server.http().send("POST", "/checkpoints", TestJson.write(request));
    }

    private List<Map<String, Object>> upload(HttpResult created, String... parts) {
        List<?> urls = (List<?>) ((Map<?, ?>) created.at("data.s3PresignUrl")).get(FILE);
        List<Map<String, Object>> tags = new ArrayList<>();
        for (int part = 0; part < parts.length; part++) {
            HttpResult put = server.http()
                    .without("x-api-key")
                    .without("username")
                    .send("PUT", (String) urls.get(part), parts[part].getBytes(StandardCharsets.UTF_8))
                    .isEmpty(200);
            tags.add(Map.of("ETag", put.header("ETag"), "PartNumber", part + 1));
        }
        return tags;
    }

    private HttpResult complete(String id, List<Map<String, Object>> tags) {
        return server.http()
                .send(
                        "PUT",
                        "/checkpoints/" + id,
                        TestJson.write(Map.of("status", "Active", "multi_parts_tags", Map.of(FILE, tags))));
    }
}
