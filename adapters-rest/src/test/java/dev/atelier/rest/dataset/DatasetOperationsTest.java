package dev.atelier.rest.dataset;

import static dev.atelier.application.testing.TestDatasets.dataset;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.Concurrently;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetOperationsTest {

    private static final String LEGO = """
            {"dataset_name": "lego", "prefix": "/10_lego/", "creator": "admin",
             "content": [{"filename": "a.png", "name": "the first", "type": "image", "params": {"caption": "red"}},
                         {"filename": "/x/b.png"}],
             "params": {"description": "bricks", "status": "mine"}}""";

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
    void aNewDatasetAnswersAUrlForEachFile() {
        HttpResult reply = post(LEGO).is(201);

        assertThat(reply.at("data.datasetName")).isEqualTo("lego");
        assertThat((Map<?, ?>) reply.at("data.s3PresignUrl")).hasSize(2);
        assertThat(reply.message()).isEqualTo("Created");
    }

    @Test
    void whatIsPutToTheUrlsIsInTheDatasetAndCanBeSeen() {
        Map<?, ?> urls = (Map<?, ?>) post(LEGO).at("data.s3PresignUrl");
        server.http().send("PUT", (String) urls.get("/x/b.png"), new byte[] {1, 2, 3});

        HttpResult updated = put("lego", "Enabled").is(200);
        assertThat(updated.at("data")).isEqualTo(Map.of("datasetName", "lego", "status", "Enabled"));

        HttpResult reply = server.http().get("/datasets/lego").is(200);
        assertThat(reply.at("data.dataset_name")).isEqualTo("lego");
        assertThat(reply.at("data.datasetName")).isEqualTo("lego");
        assertThat(reply.at("data.prefix")).isEqualTo("10_lego");
        assertThat(reply.at("data.s3")).isEqualTo("s3://atelier/dataset/" + idOf("lego") + "/lego/10_lego");
        assertThat(reply.at("data.status")).isEqualTo("Enabled");
        assertThat(reply.at("data.timestamp")).isEqualTo("1772600767.123456");
        assertThat(reply.at("data.description")).isEqualTo("bricks");
        assertThat(reply.at("data.data.0.key")).isEqualTo("a.png");
        assertThat(reply.at("data.data.0.name")).isEqualTo("the first");
        assertThat(reply.at("data.data.0.type")).isEqualTo("image");
        assertThat(reply.at("data.data.0.caption")).isEqualTo("red");
        assertThat(reply.at("data.data.0.dataStatus")).isEqualTo("Initialed");
        assertThat(reply.at("data.data.1.name")).isEqualTo("/x/b.png");
        assertThat(reply.at("data.data.1.dataStatus")).isEqualTo("Enabled");
        HttpResult preview = server.http().without("x-api-key").get((String) reply.at("data.data.1.preview_url"));
        assertThat(preview.bytes()).containsExactly(1, 2, 3);
    }

    @Test
    void aNameIsGivenOnce() throws Exception {
        List<Integer> statuses = Concurrently.times(4, () -> post(LEGO).status());

        assertThat(statuses).containsOnlyOnce(201);
        assertThat(statuses).filteredOn(status -> status == 400).hasSize(3);
        assertThat(post(LEGO).rejects(400).message()).startsWith("dataset lego already exists");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | object has missing required properties ([\"content\",\"dataset_name\"])",
                "{\"dataset_name\": \"x\"} | object has missing required properties ([\"content\"])",
                "{\"dataset_name\": \"x\", \"content\": []} | dataset x has 0 files; allowed are 1 to 1000",
                "{\"dataset_name\": \"x\", \"content\": {}} | content should be a list",
                "{\"dataset_name\": \"x\", \"content\": [{}]} | object has missing required properties"
                        + " ([\"content[].filename\"])",
                "{\"dataset_name\": \"\", \"content\": [{\"filename\": \"a\"}]} | dataset_name: string \"\" is too short",
                "{\"dataset_name\": \"..\", \"content\": [{\"filename\": \"a\"}]} | dataset name \"..\" is not allowed",
                "{\"dataset_name\": \"a\\u202eb\", \"content\": [{\"filename\": \"a\"}]} | dataset name \"a?b\" is not allowed",
                "{\"dataset_name\": \"a/b\", \"content\": [{\"filename\": \"a\"}]} | dataset name \"a/b\" is not allowed",
                "{\"dataset_name\": 7, \"content\": [{\"filename\": \"a\"}]} | dataset_name should be a string",
                "{\"dataset_name\": \"x\", \"content\": [{\"filename\": \"../../a\"}]} | file name \"../../a\" is not",
                "{\"dataset_name\": \"x\", \"content\": [{\"filename\": \"a\"}, {\"filename\": \"/a\"}]} | file /a is given",
                "{\"dataset_name\": \"x\", \"content\": [{\"filename\": \"a\"}], \"prefix\": \"../y\"} | a storage key has",
                "{\"dataset_name\": \"x\", \"content\": [{\"filename\": \"a\"}], \"params\": []} | params should be an"
            })
    void whatMakesNoSenseIsRejectedAndNothingIsCreated(String body, String message) {
        assertThat(post(body).rejects(400).message()).startsWith(message).hasSizeLessThan(300);
        assertThat(server.http().get("/datasets").at("data.datasets")).isEqualTo(List.of());
    }

    @Test
    void theListShowsDatasetsNewestFirstAndGoesOnFromItsLastKey() {
        for (int i = 0; i < 3; i++) {
            server.atelier.add(dataset()
                    .name("d" + i)
                    .createdAt(server.atelier.clock.instant().plusSeconds(i)));
        }

        HttpResult first = server.http().get("/datasets?limit=2").is(200);
        assertThat(first.at("data.datasets.0.datasetName")).isEqualTo("d2");
        assertThat(first.at("data.datasets.0.description")).isEqualTo("bricks");
        assertThat(first.at("data.datasets.0.status")).isEqualTo("Initialed");
        assertThat(first.at("data.datasets.1.datasetName")).isEqualTo("d1");
        HttpResult second =
                server.http().get("/datasets?limit=2&exclusive_start_key=" + first.at("data.last_evaluated_key"));
        assertThat((List<?>) second.at("data.datasets")).hasSize(1);
        assertThat(second.json().get("data")).asString().contains("last_evaluated_key=null");
    }

    @Test
    void theListCanBeNarrowedToStatuses() {
        server.atelier.add(dataset().name("on").status(DatasetStatus.ENABLED));
        server.atelier.add(dataset().name("off").status(DatasetStatus.DISABLED));

        assertThat(server.http().get("/datasets?dataset_status=Enabled").at("data.datasets.0.datasetName"))
                .isEqualTo("on");
        assertThat((List<?>) server.http()
                        .get("/datasets?dataset_status=Enabled&dataset_status=Disabled")
                        .at("data.datasets"))
                .hasSize(2);
        server.http().get("/datasets?dataset_status=Gone").rejects(400);
    }

    @Test
    void aDatasetWithoutAnyFileIsNotEnabled() {
        post(LEGO).is(201);

        assertThat(put("lego", "Enabled").rejects(400).message()).startsWith("none of the files of dataset lego");
        assertThat(put("lego", "Initialed").rejects(400).message()).contains("cannot become Initialed");
        assertThat(put("lego", "Good").rejects(400).message()).contains("[Initialed, Enabled, Disabled]");
        server.http().send("PUT", "/datasets/lego", "{}").rejects(400);
        put("lego", "Disabled").is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "..%2Fx", "%00", ".hidden"})
    void whatDoesNotExistIsNotFound(String name) {
        server.http().get("/datasets/" + name).rejects(404);
        put(name, "Enabled").rejects(404);
    }

    @Test
    void aDeletionRemovesDatasetsWithTheirFilesWhetherTheyExistOrNot() {
        Map<?, ?> urls = (Map<?, ?>) post(LEGO).at("data.s3PresignUrl");
        server.http().send("PUT", (String) urls.get("a.png"), new byte[] {1});

        for (int round = 0; round < 2; round++) {
            server.http()
                    .send("DELETE", "/datasets", "{\"dataset_name_list\": [\"lego\", \"unknown\"]}")
                    .isEmpty(204);
        }

        server.http().get("/datasets/lego").rejects(404);
        assertThat(server.atelier.store.files()).isEmpty();
        server.http().send("DELETE", "/datasets", "{}").rejects(400);
        server.http()
                .send("DELETE", "/datasets", "{\"dataset_name_list\": [\"../x\"]}")
                .rejects(400);
    }

    @Test
    void allOfItNeedsThePermissionToTrain() {
        Dataset there = server.atelier.add(dataset().openTo("*"));
        server.addUserHolding("viewer", "train:list", "checkpoint:all");
        for (HttpResult reply : List.of(
                server.http().as("viewer").get("/datasets"),
                server.http().as("viewer").get("/datasets/" + there.name()),
                server.http().as("viewer").send("POST", "/datasets", LEGO),
                server.http().as("viewer").send("PUT", "/datasets/" + there.name(), "{\"status\": \"Disabled\"}"),
                server.http()
                        .as("viewer")
                        .send("DELETE", "/datasets", "{\"dataset_name_list\": [\"" + there.name() + "\"]}"))) {
            assertThat(reply.rejects(403).message()).isEqualTo("User viewer has no permissions: ['train:all']");
        }
        assertThat(server.atelier.datasets.find(there.name())).contains(there);
    }

    @Test
    void whatIsNotOpenToTheCallerIsRejected() {
        server.addUserHolding("trainer", "train:all");
        Dataset others = server.atelier.add(dataset().openTo("designer"));

        server.http().as("trainer").get("/datasets/" + others.name()).rejects(403);
        assertThat(server.http().as("trainer").get("/datasets").at("data.datasets"))
                .isEqualTo(List.of());
    }

    private HttpResult post(String body) {
        return server.http().send("POST", "/datasets", body);
    }

    private HttpResult put(String name, String status) {
        return server.http().send("PUT", "/datasets/" + name, "{\"status\": \"" + status + "\"}");
    }

    private DatasetId idOf(String name) {
        return server.atelier.datasets.find(new DatasetName(name)).orElseThrow().id();
    }
}
