package dev.atelier.rest.dataset.v2023;

import static dev.atelier.application.testing.TestDatasets.dataset;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.Concurrently;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.rest.testing.Http;
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

    /** The document's example. */
    private static final String EXAMPLE = """
            {"dataset_name": "test_dataset",
             "content": [{"filename": "/path/to/a/file.png", "name": "another_name", "type": "png"}], "params": {}}""";

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
    void theExampleIsAnsweredAUrlForEachFile() {
        HttpResult reply = post(EXAMPLE).is(200);

        assertThat(reply.json()).containsOnlyKeys("statusCode", "datasetName", "s3PresignUrl");
        assertThat(reply.at("datasetName")).isEqualTo("test_dataset");
        assertThat(urls(reply)).hasSize(1);
        assertThat(urls(reply).get(0)).containsOnlyKeys("/path/to/a/file.png");
    }

    @Test
    void eachFileGoesToItsOwnUrlWhateverFolderItCameFrom() {
        List<Map<String, String>> urls = urls(post("""
                {"dataset_name": "set", "content": [
                  {"filename": "/z/1.png"}, {"filename": "C:\\\\x\\\\2.png"}, {"filename": "3.png"}]}"""));
        List<String> files = List.of("/z/1.png", "C:\\x\\2.png", "3.png");
        for (int at = 0; at < files.size(); at++) {
            assertThat(urls.get(at)).containsOnlyKeys(files.get(at));
            server.http().send("PUT", urls.get(at).get(files.get(at)), new byte[] {(byte) at});
        }

        put("set", "Enabled").is(200);

        String folder = server.atelier
                .datasets
                .find(new DatasetName("set"))
                .orElseThrow()
                .folder()
                .toString();
        assertThat(server.atelier.store.files())
                .map(Object::toString)
                .containsExactlyInAnyOrder(folder + "/1.png", folder + "/2.png", folder + "/3.png");
        HttpResult data = client().get("/set/data").is(200);
        assertThat(data.at("data.1.key")).isEqualTo("2.png");
        HttpResult preview = client().without("x-api-key").get((String) data.at("data.1.preview_url"));
        assertThat(preview.bytes()).containsExactly(1);
    }

    @Test
    void inTheReferenceTheUrlsAreOneObject() {
        server.close();
        server = RestServer.start(Map.of("atelier.compatibility", "esd"));

        HttpResult reply = post(EXAMPLE).is(200);

        assertThat((Map<?, ?>) reply.at("s3PresignUrl")).hasSize(1);
        assertThat(((Map<?, ?>) reply.at("s3PresignUrl")).containsKey("/path/to/a/file.png"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | dataset_name",
                "{\"dataset_name\": \"x\"} | content",
                "{\"dataset_name\": \"x\", \"content\": []} | 0 files",
                "{\"dataset_name\": \"x\", \"content\": \"a.png\"} | should be a list",
                "{\"dataset_name\": \"x\", \"content\": [\"a.png\"]} | should be an object",
                "{\"dataset_name\": \"x\", \"content\": [{}]} | content[].filename",
                "{\"dataset_name\": \"x\", \"content\": [{\"filename\": 5}]} | should be a string",
                "{\"dataset_name\": \"x\", \"content\": [{\"filename\": \"/a/\"}]} | is not allowed",
                "{\"dataset_name\": \"x\", \"content\": [{\"filename\": \"/a/..\"}]} | is not allowed",
                "{\"dataset_name\": \"x\", \"content\": [{\"filename\": \"a/1.png\"}, {\"filename\": \"b/1.png\"}]}"
                        + " | file 1.png is given twice",
                "{\"dataset_name\": \"a/b\", \"content\": [{\"filename\": \"a\"}]} | is not allowed",
                "{\"dataset_name\": 7, \"content\": [{\"filename\": \"a\"}]} | should be a string",
                "{\"dataset_name\": \"x\", \"content\": [{\"filename\": \"a\"}], \"params\": []} | params should be",
                "{ | not valid JSON"
            })
    void whatMakesNoSenseIsRejectedAndNothingIsCreated(String body, String because) {
        post(body).rejects2023(400, because);
        assertThat(list("")).isEmpty();
    }

    @Test
    void aNameIsGivenOnce() throws Exception {
        List<Integer> statuses = Concurrently.times(4, () -> post(EXAMPLE).status());

        assertThat(statuses).containsOnlyOnce(200);
        assertThat(statuses).filteredOn(status -> status == 400).hasSize(3);
    }

    @Test
    void aDatasetIsEnabledOnceAFileHasArrived() {
        String url = urls(post(EXAMPLE)).get(0).get("/path/to/a/file.png");
        put("test_dataset", "Enabled").rejects2023(400, "none of the files of dataset test_dataset");

        server.http().send("PUT", url, new byte[] {1});

        assertThat(put("test_dataset", "Enabled").is(200).json())
                .isEqualTo(Map.of("statusCode", 200, "datasetName", "test_dataset", "status", "Enabled"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 400 | dataset_name",
                "{\"dataset_name\": \"there\"} | 400 | status",
                "{\"dataset_name\": \"there\", \"status\": \"Good\"} | 400 | [Initialed, Enabled, Disabled]",
                "{\"dataset_name\": \"there\", \"status\": \"Initialed\"} | 400 | cannot become Initialed",
                "{\"dataset_name\": \"there\", \"status\": 1} | 400 | should be a string",
                "{\"dataset_name\": \"a/b\", \"status\": \"Disabled\"} | 400 | is not allowed",
                "{\"dataset_name\": \"unknown\", \"status\": \"Disabled\"} | 404 | dataset unknown is not found"
            })
    void whatIsNoChangeIsRejected(String body, int status, String because) {
        Dataset there = server.atelier.add(dataset().name("there"));

        client().send("PUT", "/dataset", body).rejects2023(status, because);

        assertThat(server.atelier.datasets.find(there.name())).contains(there);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/datasets", "/prod/datasets", "/datasets/"})
    void callsWithoutUserGetTheListOfThisGeneration(String path) {
        Dataset old = server.atelier.add(dataset().name("old"));
        server.atelier.add(dataset()
                .name("new")
                .status(DatasetStatus.ENABLED)
                .createdAt(old.created().plusSeconds(1)));

        HttpResult reply = client().get(path).is(200);

        assertThat(reply.json()).containsOnlyKeys("statusCode", "datasets");
        assertThat(reply.at("datasets.0"))
                .isEqualTo(Map.of(
                        "datasetName", "new",
                        "s3", "s3://atelier/dataset/new/10_lego",
                        "status", "Enabled",
                        "timestamp", 1772600768));
        assertThat(reply.at("datasets.1.datasetName")).isEqualTo("old");
    }

    @Test
    void whoNamesAUserIsAnsweredTheListOfLaterGenerations() {
        server.atelier.add(dataset());

        assertThat((List<?>) server.http().get("/datasets").is(200).at("data.datasets"))
                .hasSize(1);
        assertThat((List<?>) client().with("Authorization", "Bearer 61646d696e")
                        .get("/datasets")
                        .is(200)
                        .at("data.datasets"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?dataset_status=Enabled | 1",
                "?dataset_status=Enabled&dataset_status=Disabled | 2",
                "?dataset_status=Enabled,Disabled | 2",
                "?dataset_status[]=Enabled&dataset_status[]=Disabled | 2",
                "?dataset_status=Initialed | 0",
                "?dataset_status= | 2"
            })
    void theListCanBeNarrowedToStatusesHoweverTheyAreWritten(String query, int found) {
        server.atelier.add(dataset().status(DatasetStatus.ENABLED));
        server.atelier.add(dataset().status(DatasetStatus.DISABLED));

        assertThat(list(query)).hasSize(found);
        client().get("/datasets?dataset_status=Gone").rejects2023(400, "Gone");
    }

    @Test
    void theListEndsWithTheThousandth() {
        for (int i = 0; i < 1001; i++) {
            server.atelier.add(dataset());
        }

        assertThat(list("")).hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/my%20set/data", "/prod/my%20set/data", "/prod//my%20set/data/"})
    void theItemsOfADatasetAreReturnedAsDocumented(String path) {
        server.atelier.add(dataset().name("my set").files("a.png").status(DatasetStatus.ENABLED));

        HttpResult reply = client().get(path).is(200);

        assertThat(reply.json()).containsOnlyKeys("statusCode", "dataset_name", "data");
        assertThat(reply.at("dataset_name")).isEqualTo("my set");
        Map<?, ?> item = (Map<?, ?>) reply.at("data.0");
        assertThat(item).hasSize(5);
        assertThat(item.get("key")).isEqualTo("a.png");
        assertThat(item.get("name")).isEqualTo("the a.png");
        assertThat(item.get("type")).isEqualTo("image");
        assertThat((String) item.get("preview_url")).startsWith("http://127.0.0.1");
        assertThat(item.get("dataStatus")).isEqualTo("Enabled");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "%2e%2e%2fx", ".hidden", "%00"})
    void anUnknownDatasetIsNotFound(String name) {
        client().get("/" + name + "/data").rejects2023(404, "is not found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"train", "dataset", "models", "checkpoints", "inference", "apis", "docs2", "data", "imports"})
    void aDatasetMayBeCalledLikeAPathThatHasNoData(String name) {
        server.atelier.add(dataset().name(name));

        assertThat(client().get("/" + name + "/data").is(200).at("dataset_name"))
                .isEqualTo(name);
    }

    /** Datasets of all these names exist, but other routes come first. */
    @ParameterizedTest
    @CsvSource({
        "/trainings/data, Job with id data not found",
        "/inferences/data, inference with id data not found",
        "/datasets/data, dataset data is not found",
        "/api/data, there is no operation",
        "/docs/data, there is no operation",
        "/health/data, there is no operation",
        "/prod/prod/data, there is no operation",
        "/prod/data, there is no operation",
        "/data, there is no operation",
        "/a/b/data, there is no operation"
    })
    void noOtherRouteIsShadowed(String path, String because) {
        for (String name : new String[] {"trainings", "inferences", "datasets", "api", "docs", "health", "prod"}) {
            server.atelier.datasets.add(dataset().name(name).build(), List.of());
        }

        assertThat(server.http().get(path).rejects(404).message()).contains(because);
    }

    @Test
    void filesAreServedByTheirUrlsAlone() {
        server.atelier.add(dataset().name("files"));

        assertThat(client().get("/files/data").status()).isEqualTo(403);
        assertThat(client().without("x-api-key").get("/api/data").status()).isEqualTo(404);
        assertThat(client().without("x-api-key").get("/any/data").status()).isEqualTo(403);
    }

    @Test
    void allOfItNeedsThePermissionToTrain() {
        Dataset there = server.atelier.add(dataset().name("there").openTo("*"));
        server.addUserHolding("viewer", "train:list", "checkpoint:all");
        Http viewer = server.http().as("viewer");
        for (HttpResult reply : List.of(
                viewer.get("/there/data"),
                viewer.send("POST", "/dataset", EXAMPLE),
                viewer.send("PUT", "/dataset", "{\"dataset_name\": \"there\", \"status\": \"Disabled\"}"))) {
            reply.rejects2023(403, "User viewer has no permissions: ['train:all']");
        }
        assertThat(server.atelier.datasets.find(there.name())).contains(there);
        assertThat(server.atelier.datasets.find(new DatasetName("test_dataset")))
                .isEmpty();
    }

    @Test
    void whatIsNotOpenToTheCallerIsRejected() {
        server.addUserHolding("trainer", "train:all");
        server.atelier.add(dataset().name("theirs").openTo("designer"));

        server.http().as("trainer").get("/theirs/data").rejects2023(403, "theirs is not open");
    }

    /** Clients of this generation name no user. */
    private Http client() {
        return server.keyOnly();
    }

    private HttpResult post(String body) {
        return client().send("POST", "/dataset", body);
    }

    private HttpResult put(String name, String status) {
        return client().send("PUT", "/dataset", "{\"dataset_name\": \"" + name + "\", \"status\": \"" + status + "\"}");
    }

    private List<?> list(String query) {
        return (List<?>) client().get("/datasets" + query).is(200).at("datasets");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, String>> urls(HttpResult reply) {
        return (List<Map<String, String>>) reply.is(200).at("s3PresignUrl");
    }
}
