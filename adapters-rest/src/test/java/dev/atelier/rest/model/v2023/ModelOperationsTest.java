package dev.atelier.rest.model.v2023;

import static dev.atelier.application.testing.TestModels.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryModelArchiveReader;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.model.Model;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelOperationsTest {

    private static final String FILE = "v1-5-pruned-emaonly.safetensors";
    private static final String PACKED = FILE + ".tar";

    /** From the documents, except for the number of parts. */
    private static final String EXAMPLE = """
            {"model_type": "Stable-diffusion", "name": "testmodelcreation01",
             "filenames": [{"filename": "v1-5-pruned-emaonly.safetensors.tar", "parts_number": 2}],
             "params": {"create_model_params": {"new_model_name": "testmodelcreation01",
               "ckpt_path": "v1-5-pruned-emaonly.safetensors", "from_hub": false, "new_model_url": "",
               "new_model_token": "", "extract_ema": false, "train_unfrozen": false, "is_512": true}}}""";

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
        HttpResult reply = post(EXAMPLE).is(200);

        String id = (String) reply.at("job.id");
        String place = "Stable-diffusion/model/testmodelcreation01/" + id + "/output";
        assertThat(reply.json()).containsOnlyKeys("statusCode", "job");
        assertThat(reply.at("job.status")).isEqualTo("Initialed");
        assertThat(reply.at("job.s3_base")).isEqualTo("s3://atelier/" + place);
        assertThat(reply.at("job.model_type")).isEqualTo("Stable-diffusion");
        assertThat(reply.at("job.params.create_model_params.is_512")).isEqualTo(true);
        assertThat((List<?>) reply.at("job.s3PresignUrl")).hasSize(1);
        assertThat(reply.at("job.s3PresignUrl.0.upload_id").toString()).isNotBlank();
        assertThat(reply.at("job.s3PresignUrl.0.bucket")).isEqualTo("atelier");
        assertThat(reply.at("job.s3PresignUrl.0.key")).isEqualTo(place + "/" + PACKED);
        assertThat(reply.at("job.s3PresignUrl.0.filename")).isEqualTo(PACKED);
        assertThat((List<?>) reply.at("job.s3PresignUrl.0.urls"))
                .hasSize(2)
                .allMatch(url -> url.toString().startsWith(server.uri() + "/files/"));
    }

    @Test
    void esdFindsTheUrlsByFileAtTheTop() {
        try (RestServer esd = RestServer.start(Map.of("atelier.compatibility", "esd"))) {
            HttpResult reply = esd.keyOnly().send("POST", "/model", EXAMPLE).is(200);

            assertThat((List<?>) ((Map<?, ?>) reply.at("s3PresignUrl")).get(PACKED))
                    .hasSize(2);
            assertThat(reply.at("job.status")).isEqualTo("Initialed");
            assertThat(((Map<?, ?>) reply.at("job")).containsKey("s3PresignUrl"))
                    .isFalse();
        }
    }

    @Test
    void aModelThatIsUploadedIsUsableByTheNameOfItsFile() {
        HttpResult created = post(EXAMPLE);
        String id = (String) created.at("job.id");
        assertThat(http().get("/checkpoints").at("checkpoints")).isEqualTo(List.of());

        HttpResult done = complete(id, send(created, archive("weights"))).is(200);

        assertThat(done.at("job"))
                .isEqualTo(Map.of(
                        "output_path",
                        "s3://atelier/Stable-diffusion/model/testmodelcreation01/" + id + "/output",
                        "id",
                        id,
                        "endpointName",
                        "",
                        "jobStatus",
                        "Created",
                        "jobType",
                        "Stable-diffusion"));
        assertThat(http().get("/models").at("models.0.status")).isEqualTo("Complete");
        HttpResult checkpoints = http().get("/checkpoints?status=Active");
        assertThat(checkpoints.at("checkpoints.0.id")).isEqualTo(id);
        assertThat(checkpoints.at("checkpoints.0.name")).isEqualTo(List.of(FILE));
    }

    @Test
    void aFileThatCannotBeUsedFailsTheModelWithItsReason() {
        HttpResult created = post(EXAMPLE);
        String id = (String) created.at("job.id");

        complete(id, send(created, archive(InMemoryInspector.EVIL))).rejects2023(400, "says that it is evil");

        HttpResult list = http().get("/models");
        assertThat(list.at("models.0.status")).isEqualTo("Fail");
        assertThat(list.at("models.0.error")).isEqualTo(FILE + " says that it is evil");
        assertThat(http().get("/checkpoints").at("checkpoints")).isEqualTo(List.of());
    }

    @Test
    void tagsThatDoNotFitLeaveTheModelInitialed() {
        HttpResult created = post(EXAMPLE);
        String id = (String) created.at("job.id");
        List<Map<String, Object>> tags = send(created, archive("weights"));

        complete(id, List.of(Map.of("ETag", "00", "PartNumber", 1), tags.get(1)))
                .rejects2023(400, "ETag");
        complete(id, tags.subList(0, 1)).rejects2023(400, "1 parts");
        put(Map.of("model_id", id, "status", "Creating", "multi_parts_tags", Map.of()))
                .rejects2023(400, PACKED);
        assertThat(http().get("/models").at("models.0.status")).isEqualTo("Initialed");

        complete(id, tags).is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Complete", "Initialed", "Fail", "creating", ""})
    void noOtherStatusCanBeAskedFor(String status) {
        String id = (String) post(EXAMPLE).at("job.id");

        put(Map.of("model_id", id, "status", status, "multi_parts_tags", Map.of()))
                .rejects2023(400, "allowed is \"Creating\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c9f59ee7-0672-4fd1-8a45-8a494de8a48d", "no id"})
    void anUnknownModelIsNotFound(String id) {
        put(Map.of("model_id", id, "status", "Creating", "multi_parts_tags", Map.of()))
                .rejects2023(404, id);
    }

    @ParameterizedTest
    @CsvSource({"model_type", "name", "filenames"})
    void aMissingPropertyIsNamed(String left) {
        Map<String, Object> request = TestJson.object(EXAMPLE);
        request.remove(left);

        post(TestJson.write(request)).rejects2023(400, "object has missing required properties ([\"" + left + "\"])");
    }

    @Test
    void aCompletionWithoutItsPropertiesNamesThem() {
        put(Map.of()).rejects2023(400, "[\"model_id\",\"multi_parts_tags\",\"status\"]");
    }

    @Test
    void aModelFromAHubIsReferredToTheImport() {
        Map<String, Object> request = TestJson.object(EXAMPLE);
        request.put("params", Map.of("create_model_params", Map.of("from_hub", true)));
        request.remove("filenames");

        post(TestJson.write(request)).rejects2023(400, "POST /upload_checkpoint");
    }

    @Test
    void aModelThatCannotBeIsRejectedAndNothingIsKept() {
        rejectedWith("filenames", List.of(), "0 entries");
        rejectedWith("filenames", List.of(file("a.tar", 1), file("b.tar", 1)), "2 entries");
        rejectedWith("filenames", List.of(file("notes.txt", 1)), "notes.txt is not a model");
        rejectedWith("filenames", List.of(file("../a.tar", 1)), "not allowed");
        rejectedWith("filenames", List.of(file("a\u202eb.ckpt", 1)), "an invisible character");
        rejectedWith("name", "a\u2028b", "an invisible character");
        rejectedWith("filenames", List.of(file("a.tar", 10_001)), "10000");
        rejectedWith("name", "a/b", "model name");
        rejectedWith("model_type", "Model", "ControlNet");
        rejectedWith("params", "text", "params should be an object");

        assertThat(http().get("/models").at("models")).isEqualTo(List.of());
        assertThat(server.atelier.store.openUploads()).isZero();
    }

    @Test
    void aTakenFileNameIsRejected() {
        server.atelier.add(TestCheckpoints.checkpoint().files(FILE));

        rejectedWith("filenames", List.of(file(FILE, 1)), FILE + " already exists");
    }

    @Test
    void theListShowsTheNewestFirstOfTheTypesAskedFor() {
        Model old = server.atelier.add(model().type(CheckpointType.LORA));
        Model fresh = server.atelier.add(model().createdAt(SettableClock.START.plusSeconds(1)));

        HttpResult all = http().get("/models").is(200);
        assertThat(((Map<?, ?>) all.at("models.0")).keySet().toArray())
                .containsExactlyInAnyOrder("id", "model_name", "created", "params", "status", "output_s3_location");
        assertThat(all.at("models.0.id")).isEqualTo(fresh.id().toString());
        assertThat(all.at("models.0.model_name")).isEqualTo("mine");
        assertThat(all.at("models.0.created")).isEqualTo(1772600768);
        assertThat(all.at("models.0.output_s3_location"))
                .isEqualTo(fresh.output().toString());
        assertThat(all.at("models.1.id")).isEqualTo(old.id().toString());

        for (String query : List.of("types=Lora", "types%5B%5D=Lora", "types=Lora,VAE", "types=VAE&types=Lora")) {
            HttpResult narrowed = http().get("/models?" + query).is(200);
            assertThat((List<?>) narrowed.at("models")).as(query).hasSize(1);
            assertThat(narrowed.at("models.0.id")).isEqualTo(old.id().toString());
        }
        http().get("/models?types=Model").rejects2023(400, "ControlNet");
    }

    @Test
    void theListShowsWhatIsOpenToTheCaller() {
        server.addUserHolding("painter", "checkpoint:list");
        server.atelier.add(model().openTo("painter"));
        server.atelier.add(model().openTo("designer"));

        assertThat((List<?>) server.http().as("painter").get("/models").is(200).at("models"))
                .hasSize(1);
        assertThat((List<?>) http().get("/models").at("models")).hasSize(2);
    }

    @Test
    void whoMayNotCreateCheckpointsMakesNoModels() {
        server.addUserHolding("viewer", "checkpoint:list");

        HttpResult reply = server.http().as("viewer").send("POST", "/model", EXAMPLE);

        reply.rejects2023(403, "User viewer has no permissions: ['checkpoint:create']");
    }

    private void rejectedWith(String property, Object value, String said) {
        Map<String, Object> request = TestJson.object(EXAMPLE);
        request.put(property, value);
        post(TestJson.write(request)).rejects2023(400, said);
    }

    private static Map<String, Object> file(String name, int parts) {
        return Map.of("filename", name, "parts_number", parts);
    }

    private static String archive(String weights) {
        return InMemoryModelArchiveReader.archive(Map.of("some/folder/" + FILE, weights));
    }

    /** Uploads the content in two parts. */
    private List<Map<String, Object>> send(HttpResult created, String content) {
        return PartUpload.send(
                server, created.at("job.s3PresignUrl.0.urls"), content.substring(0, 5), content.substring(5));
    }

    private HttpResult complete(String id, List<Map<String, Object>> tags) {
        return put(Map.of("model_id", id, "status", "Creating", "multi_parts_tags", Map.of(PACKED, tags)));
    }

    private HttpResult post(String body) {
        return http().send("POST", "/model", body);
    }

    private HttpResult put(Map<String, Object> body) {
        return http().send("PUT", "/model", TestJson.write(body));
    }

    private Http http() {
        return server.keyOnly();
    }
}
