package dev.atelier.rest.checkpoint.v2023;

import static dev.atelier.application.testing.TestCheckpoints.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.PartUpload;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointUploadOperationsTest {

    private static final String FILE = "v1-5-pruned-emaonly.safetensors";

    /** From the documents, except for the number of parts. */
    private static final String EXAMPLE = """
            {"checkpoint_type": "Stable-diffusion",
             "filenames": [{"filename": "v1-5-pruned-emaonly.safetensors", "parts_number": 2}],
             "params": {"new_model_name": "test_api", "number": 1, "string": "abc"}}""";

    private static final String IMPORT = """
            {"checkpointType": "Stable-diffusion",
             "modelUrl": ["https://huggingface.co/xxx.safetensors", "https://civitai.com/api/download/models/yyy"],
             "params": {"message": "description"}}""";

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anUploadIsAnsweredAsTheDocumentShowsIt() {
        HttpResult reply = http().send("POST", "/checkpoint", EXAMPLE).is(200);

        String id = (String) reply.at("checkpoint.id");
        String place = "Stable-diffusion/checkpoint/custom/" + id;
        assertThat(reply.json()).containsOnlyKeys("statusCode", "checkpoint", "s3PresignUrl");
        assertThat(reply.at("checkpoint.type")).isEqualTo("Stable-diffusion");
        assertThat(reply.at("checkpoint.status")).isEqualTo("Initialed");
        assertThat(reply.at("checkpoint.s3_location")).isEqualTo("s3://atelier/" + place);
        assertThat(reply.at("checkpoint.params.new_model_name")).isEqualTo("test_api");
        assertThat(reply.at("s3PresignUrl.0.upload_id").toString()).isNotBlank();
        assertThat(reply.at("s3PresignUrl.0.bucket")).isEqualTo("atelier");
        assertThat(reply.at("s3PresignUrl.0.key")).isEqualTo(place + "/" + FILE);
        assertThat(reply.at("s3PresignUrl.0.filename")).isEqualTo(FILE);
        assertThat((List<?>) reply.at("s3PresignUrl.0.urls"))
                .hasSize(2)
                .allMatch(url -> url.toString().startsWith(server.uri() + "/files/"));
    }

    @Test
    void esdFindsTheUrlsByFile() {
        try (RestServer esd = RestServer.start(Map.of("atelier.compatibility", "esd"))) {
            HttpResult reply =
                    esd.keyOnly().send("POST", "/checkpoint", EXAMPLE).is(200);

            assertThat((List<?>) ((Map<?, ?>) reply.at("s3PresignUrl")).get(FILE))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FILE, FILE + ".tar"})
    void uploadedPartsBecomeAnActiveCheckpointAlsoUnderTheNameOfTheDocumentsSecondExample(String named) {
        HttpResult created = http().send("POST", "/checkpoint", EXAMPLE);
        String id = (String) created.at("checkpoint.id");

        HttpResult done =
                complete(id, Map.of(named, send(created, "first", "second"))).is(200);

        assertThat(done.json()).containsOnlyKeys("statusCode", "checkpoint");
        assertThat(((Map<?, ?>) done.at("checkpoint")).keySet().toArray())
                .containsExactlyInAnyOrder("id", "type", "s3_location", "status", "params");
        assertThat(done.at("checkpoint.status")).isEqualTo("Active");
        assertThat(http().get("/checkpoints").at("checkpoints.0.name")).isEqualTo(List.of(FILE));
    }

    @Test
    void tagsWithInnerQuotesFitAsWell() {
        HttpResult created = http().send("POST", "/checkpoint", EXAMPLE);
        List<Map<String, Object>> quoted = send(created, "first", "second").stream()
                .<Map<String, Object>>map(tag ->
                        Map.of("ETag", '"' + tag.get("ETag").toString() + '"', "PartNumber", tag.get("PartNumber")))
                .toList();

        complete((String) created.at("checkpoint.id"), Map.of(FILE, quoted)).is(200);
    }

    @Test
    void tagsOfOtherFilesAreRejectedAndTheUploadGoesOn() {
        HttpResult created = http().send("POST", "/checkpoint", EXAMPLE);
        String id = (String) created.at("checkpoint.id");
        List<Map<String, Object>> tags = send(created, "first", "second");

        complete(id, Map.of("other", tags)).rejects2023(400, FILE);
        complete(id, Map.of(FILE + ".zip", tags)).rejects2023(400, FILE);
        complete(id, Map.of(FILE, tags, FILE + ".tar", tags)).rejects2023(400, ".tar");
        complete(id, Map.of(FILE, tags.subList(0, 1))).rejects2023(400, "1 parts");

        assertThat(http().get("/checkpoints").at("checkpoints.0.status")).isEqualTo("Initialed");
        complete(id, Map.of(FILE, tags)).is(200);
    }

    @Test
    void aFileThatCannotBeUsedIsRejected() {
        HttpResult created = http().send("POST", "/checkpoint", EXAMPLE);

        complete((String) created.at("checkpoint.id"), Map.of(FILE, send(created, InMemoryInspector.EVIL, "more")))
                .rejects2023(400, "says that it is evil");

        assertThat(http().get("/checkpoints").at("checkpoints.0.status")).isEqualTo("Disabled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"906a5a1f-6833-45aa-8a10-fb0e983e0eae", "no id"})
    void anUnknownCheckpointIsNotFound(String id) {
        complete(id, Map.of()).rejects2023(404, "checkpoint not found with id " + id);
    }

    @Test
    void whatIsMissingIsNamed() {
        http().send("POST", "/checkpoint", "{\"filenames\": []}")
                .rejects2023(400, "missing required properties ([\"checkpoint_type\"])");
        http().send("PUT", "/checkpoint", "{}").rejects2023(400, "\"checkpoint_id\",\"multi_parts_tags\"");
        http().send("POST", "/upload_checkpoint", "{}").rejects2023(400, "[\"checkpointType\",\"modelUrl\"]");
    }

    @Test
    void anImportIsAnsweredAsTheDocumentShowsItButWithItsTrueStatus() {
        HttpResult reply = http().send("POST", "/upload_checkpoint", IMPORT).is(200);

        assertThat(reply.json()).containsOnlyKeys("statusCode", "checkpoint");
        assertThat(reply.at("checkpoint.type")).isEqualTo("Stable-diffusion");
        assertThat(reply.at("checkpoint.status")).isEqualTo("Initialed");
        assertThat(reply.at("checkpoint.params.message")).isEqualTo("description");
        assertThat(reply.at("checkpoint.params.created")).isEqualTo("2026-03-04 05:06:07.123456");
        Map<?, ?> files = (Map<?, ?>) reply.at("checkpoint.params.multipart_upload");
        assertThat(files.keySet().toArray()).containsExactlyInAnyOrder("xxx", "yyy");
        assertThat(files.get("xxx")).isNull();
        assertThat(http().get("/checkpoints").at("checkpoints.0.name")).isEqualTo(List.of("xxx.safetensors", "yyy"));
    }

    @Test
    void anImportFromInsideIsRejected() {
        http().send(
                        "POST",
                        "/upload_checkpoint",
                        "{\"checkpointType\": \"VAE\", \"modelUrl\": [\"http://127.0.0.1/a.ckpt\"]}")
                .rejects2023(400, "127.0.0.1");
        assertThat(http().get("/checkpoints").at("checkpoints")).isEqualTo(List.of());
    }

    @Test
    void theListIsThatOf2023ForCallsWithoutUser() {
        Checkpoint old = server.atelier.add(checkpoint().type(CheckpointType.LORA));
        Checkpoint fresh =
                server.atelier.add(checkpoint().uploading("a", "b").createdAt(SettableClock.START.plusSeconds(1)));

        HttpResult list = http().get("/checkpoints").is(200);

        assertThat(list.json()).containsOnlyKeys("statusCode", "checkpoints");
        assertThat(list.at("checkpoints.0"))
                .isEqualTo(Map.of(
                        "id",
                        fresh.id().toString(),
                        "s3Location",
                        fresh.location().toString(),
                        "type",
                        "Stable-diffusion",
                        "status",
                        "Initialed",
                        "name",
                        List.of("a", "b"),
                        "created",
                        1772600768));
        assertThat(list.at("checkpoints.1.id")).isEqualTo(old.id().toString());
        assertThat(server.http().get("/checkpoints").is(200).at("data.total")).isEqualTo(2);
        assertThat(http().with("Authorization", "Bearer 61646D696E")
                        .get("/checkpoints")
                        .is(200)
                        .at("data.total"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=Initialed",
                "status=Initial",
                "status%5B%5D=Initialed",
                "types=Lora&types=VAE",
                "types=VAE,Lora",
                "status=Initialed&types=Lora"
            })
    void theListIsFilteredInEverySerialisation(String query) {
        server.atelier.add(checkpoint());
        Checkpoint wanted = server.atelier.add(checkpoint().uploading("a").type(CheckpointType.LORA));

        HttpResult list = http().get("/checkpoints?" + query).is(200);

        assertThat((List<?>) list.at("checkpoints")).hasSize(1);
        assertThat(list.at("checkpoints.0.id")).isEqualTo(wanted.id().toString());
    }

    @Test
    void aFilterThatMakesNoSenseIsRejected() {
        http().get("/checkpoints?status=Gone").rejects2023(400, "[Initialed, Active, Disabled]");
        http().get("/checkpoints?types=Model").rejects2023(400, "ControlNet");
    }

    @Test
    void theListHoldsTheNewestThousand() {
        for (int count = 0; count <= 1000; count++) {
            server.atelier.add(checkpoint().createdAt(SettableClock.START.plusSeconds(count)));
        }

        HttpResult list = http().get("/checkpoints").is(200);

        assertThat((List<?>) list.at("checkpoints")).hasSize(1000);
        assertThat(list.at("checkpoints.999.created")).isEqualTo(1772600768);
    }

    private List<Map<String, Object>> send(HttpResult created, String... parts) {
        return PartUpload.send(server, created.at("s3PresignUrl.0.urls"), parts);
    }

    private HttpResult complete(String id, Map<String, Object> tags) {
        return http().send(
                        "PUT",
                        "/checkpoint",
                        TestJson.write(Map.of("checkpoint_id", id, "status", "Active", "multi_parts_tags", tags)));
    }

    private Http http() {
        return server.keyOnly();
    }
}
