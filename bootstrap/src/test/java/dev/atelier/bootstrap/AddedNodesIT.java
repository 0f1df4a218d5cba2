package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are added, changed and removed through one of two replicas while both run, and after a restart. */
class AddedNodesIT {

    private static final Duration SECONDS = Duration.ofSeconds(30);

    /** Nodes on loopback have the machine in their names. */
    private static final String NAME = "127\\.0\\.0\\.1:%d@.+";

    @TempDir
    Path folder;

    @TempDir
    Path models;

    private EmbeddedPostgres postgres;
    private WebUiSimulator configured;
    private WebUiSimulator added;
    private AtelierProcess first;
    private AtelierProcess second;

    @BeforeEach
    void start() throws IOException {
        postgres = EmbeddedPostgres.start();
        configured = WebUiSimulator.start();
        added = WebUiSimulator.start().asksFor("operator", "top-secret");
        first = replica("first").start();
        second = replica("second").start();
    }

    @AfterEach
    void stop() throws IOException {
        second.close();
        first.close();
        added.close();
        configured.close();
        postgres.close();
    }

    @Test
    void aNodeIsAddedChangedRemovedAndThereAfterARestart() {
        new LocalGpuStack(models).provideModel(first.client());
        first.client().endpoint("shared", "Async", 1);
        post(first, "/nodes/" + name(first, configured) + "/drain", 200);
        String waiting = submit(first);

        post(second, "/nodes", url("operator:top-secret@"), 201);

        assertThat(first.client()
                        .awaitEnd(waiting, ApiClient.PATIENCE)
                        .path("status")
                        .asText())
                .isEqualTo("succeed");
        assertThat(added.generations()).isEqualTo(1);
        await().atMost(SECONDS).until(() -> lists(first) && lists(second));

        itServesOtherEndpointsUntilItIsChangedBack();
        whenItIsRemovedItFinishesItsJob();

        post(first, "/nodes", url("operator:top-secret@"), 201);
        first.stop();
        second.stop();
        Stream.of(first, second).forEach(replica -> assertThat(replica.output()).doesNotContain("top-secret"));
        first = replica("first").start();

        assertThat(lists(first)).isTrue();
        String afterwards = submit(first);
        assertThat(first.client()
                        .awaitEnd(afterwards, ApiClient.PATIENCE)
                        .path("status")
                        .asText())
                .isEqualTo("succeed");
        assertThat(configured.generations()).as("it is drained").isZero();
        assertThat(first.client().get("/audit").raw().body())
                .asString(StandardCharsets.UTF_8)
                .contains("node.add", "node.change", "node.remove")
                .doesNotContain("top-secret");
    }

    private void itServesOtherEndpointsUntilItIsChangedBack() {
        String path = "/nodes/" + name(first, added);
        assertThat(first.client()
                        .call("PUT", path, "{\"instance_types\": [\"ml.p4d.*\"]}")
                        .status())
                .isEqualTo(200);
        await().atMost(SECONDS)
                .until(() -> Stream.of(first, second)
                        .allMatch(replica -> node(replica, added)
                                .path("instance_types")
                                .toString()
                                .equals("[\"ml.p4d.*\"]")));
        String waiting = submit(second);
        await().atMost(SECONDS)
                .until(() -> first.client().job(waiting).toString().contains("drained by an operator"));

        assertThat(second.client().call("PUT", path, "{}").status()).isEqualTo(200);

        assertThat(second.client()
                        .awaitEnd(waiting, ApiClient.PATIENCE)
                        .path("status")
                        .asText())
                .isEqualTo("succeed");
    }

    private void whenItIsRemovedItFinishesItsJob() {
        added.generatesIn(Duration.ofSeconds(8)); // it still runs when the other replica is asked
        String path = "/nodes/" + name(first, added);
        assertThat(metrics(first) + metrics(second)).contains("127.0.0.1:" + added.port());
        int before = added.generations();
        String running = submit(first);
        await().atMost(SECONDS).until(() -> added.generations() > before);

        assertThat(first.client().call("DELETE", path, null).status()).isEqualTo(204);

        assertThat(second.client().get(path).data(200).path("state").asText()).isEqualTo("draining");
        assertThat(second.client()
                        .awaitEnd(running, ApiClient.PATIENCE)
                        .path("status")
                        .asText())
                .isEqualTo("succeed");
        await().atMost(SECONDS)
                .until(() -> Stream.of(first, second)
                        .allMatch(replica -> replica.client().get(path).status() == 404));
        assertThat(metrics(first) + metrics(second)).doesNotContain("127.0.0.1:" + added.port());
        assertThat(added.interruptions()).isZero();
        added.generatesIn(Duration.ZERO);
    }

    private static String submit(AtelierProcess replica) {
        String id = replica.client().createJob("Async", WebUiSimulator.FIRST_MODEL, "{\"prompt\": \"a cat\"}");
        assertThat(replica.client().start(id).status()).isEqualTo(202);
        return id;
    }

    private String url(String login) {
        return "{\"url\": \"http://" + login + "127.0.0.1:" + added.port() + "\"}";
    }

    private static void post(AtelierProcess replica, String path, int status) {
        post(replica, path, null, status);
    }

    private static void post(AtelierProcess replica, String path, String body, int status) {
        ApiClient.Answer answer = replica.client().call("POST", path, body);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(status);
        assertThat(answer.json().toString()).doesNotContain("top-secret");
    }

    private boolean lists(AtelierProcess replica) {
        return !node(replica, added).isMissingNode();
    }

    private static String name(AtelierProcess replica, WebUiSimulator simulator) {
        return node(replica, simulator).path("name").asText();
    }

    private static JsonNode node(AtelierProcess replica, WebUiSimulator simulator) {
        JsonNode all = replica.client().get("/nodes").data(200).path("nodes");
        List<JsonNode> found = StreamSupport.stream(all.spliterator(), false)
                .filter(node -> node.path("name").asText().matches(NAME.formatted(simulator.port())))
                .toList();
        return found.isEmpty() ? all.path("none") : found.get(0);
    }

    private static String metrics(AtelierProcess replica) {
        return new String(replica.client().get("/metrics").raw().body(), StandardCharsets.UTF_8);
    }

    private AtelierProcess.Setup replica(String name) {
        return new LocalGpuStack(models)
                .given(AtelierProcess.in(folder.resolve(name).resolve("data")), configured)
                .with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                .with("ATELIER_DATABASE_USERNAME", "postgres")
                .with("ATELIER_FILE_STORE_FOLDER", folder.resolve("shared"));
    }
}
