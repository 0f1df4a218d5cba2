package dev.atelier.rest.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.ComputeNodes.Health;
import dev.atelier.application.compute.ComputeNodes.Work;
import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.compute.NodeDefinition;
import dev.atelier.application.inference.InferenceQueue.Claimant;
import dev.atelier.application.testing.TestDatasets;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.application.testing.TestNodes;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeControllerTest {

    private static final String NODE = "gpu-1:7860";

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.atelier.backend.has(TestNodes.healthy(NODE));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aNodeHasWhatIsKnownAndNothingElse() {
        assertThat(server.http().get("/nodes").is(200).at("data.nodes"))
                .isEqualTo(List.of(Map.ofEntries(
                        Map.entry("name", NODE),
                        Map.entry("backend", "in-memory"),
                        Map.entry("added", false),
                        Map.entry("instance_types", List.of("*")),
                        Map.entry("state", "idle"),
                        Map.entry("since", "2026-01-01T00:00:00Z"),
                        Map.entry("models", 2),
                        Map.entry("checkpoint_switches", 0),
                        Map.entry("busy_share", 0.0),
                        Map.entry("version", "v1.10.1"),
                        Map.entry("endpoints", List.of()))));

        Endpoint endpoint = server.atelier.add(TestEndpoints.endpoint());
        server.atelier.backend.has(TestNodes.having(
                TestNodes.healthy(NODE),
                new Work(
                        true,
                        Optional.of(Instant.parse("2026-01-01T00:01:00Z")),
                        Optional.of("a.safetensors"),
                        3,
                        0.12345,
                        Duration.ZERO)));
        InferenceJob job = run(TestJobs.job().on(endpoint));
        server.atelier.backend.progressIs(new JobProgress.Running(
                Optional.of(NODE),
                Optional.empty(),
                Optional.of(new JobProgress.Sampling(5, 20, 0.25, Optional.of(Duration.ofMillis(1500))))));

        assertThat(server.http().get("/nodes/" + NODE).is(200).at("data"))
                .isEqualTo(Map.ofEntries(
                        Map.entry("name", NODE),
                        Map.entry("backend", "in-memory"),
                        Map.entry("added", false),
                        Map.entry("instance_types", List.of("*")),
                        Map.entry("state", "busy"),
                        Map.entry("since", "2026-01-01T00:01:00Z"),
                        Map.entry("checkpoint", "a.safetensors"),
                        Map.entry("models", 2),
                        Map.entry("checkpoint_switches", 3),
                        Map.entry("busy_share", 0.123),
                        Map.entry("version", "v1.10.1"),
                        Map.entry("endpoints", List.of(endpoint.name().value())),
                        Map.entry(
                                "job",
                                Map.of(
                                        "inference_id",
                                        job.id().toString(),
                                        "user",
                                        job.user().value(),
                                        "endpoint",
                                        endpoint.name().value(),
                                        "step",
                                        5,
                                        "steps",
                                        20,
                                        "fraction",
                                        0.25,
                                        "eta_seconds",
                                        1.5))));
    }

    @Test
    void aNodeIsDrainedAndResumed() {
        assertThat(server.http()
                        .send("POST", "/nodes/" + NODE + "/drain")
                        .is(200)
                        .at("data.state"))
                .isEqualTo("drained");
        assertThat(server.http().get("/nodes/" + NODE).is(200).at("data.drained_by"))
                .isEqualTo("admin");
        assertThat(server.http()
                        .send("POST", "/nodes/" + NODE + "/resume")
                        .is(200)
                        .at("data.state"))
                .isEqualTo("idle");
    }

    @Test
    void aNodeIsAddedChangedAndRemoved() {
        assertThat(server.http()
                        .send("POST", "/nodes", "{\"url\": \"http://user:secret@gpu-2:7860\"}")
                        .is(201)
                        .at("data.name"))
                .isEqualTo("gpu-2:7860");

        HttpResult changed = server.http()
                .send(
                        "PUT",
                        "/nodes/gpu-2:7860",
                        "{\"instance_types\": [\"ml.g5.*\", \"ml.g6.*\"], \"models_dir\": \"\"}")
                .is(200);

        assertThat(changed.at("data.added")).isEqualTo(true);
        assertThat(changed.at("data.instance_types")).isEqualTo(List.of("ml.g5.*", "ml.g6.*"));
        assertThat(server.atelier.addedNodes.all().get(0).definition())
                .isEqualTo(new NodeDefinition(
                        "http://user:secret@gpu-2:7860", List.of("ml.g5.*", "ml.g6.*"), Optional.of("")));
        assertThat(server.http().get("/nodes").is(200).text() + changed.text()).doesNotContain("secret");
        assertThat(server.http().get("/audit").is(200).text())
                .contains("node.add", "node.change")
                .doesNotContain("secret");

        server.http().send("DELETE", "/nodes/gpu-2:7860").isEmpty(204);

        server.http().get("/nodes/gpu-2:7860").rejects(404);
        assertThat(server.http().get("/audit").is(200).text()).contains("node.remove");
    }

    @Test
    void whatCannotBeAddedIsNamed() {
        assertThat(server.http().send("POST", "/nodes", "{}").rejects(400).message())
                .contains("object has missing required properties ([\"url\"])");
        assertThat(server.http()
                        .send("POST", "/nodes", "{\"url\": \"http://" + NODE + "\"}")
                        .rejects(400)
                        .message())
                .isEqualTo("GPU node " + NODE + " is one of the settings already");
        assertThat(server.http().send("DELETE", "/nodes/" + NODE).rejects(400).message())
                .contains("is one of the settings");
        assertThat(server.http()
                        .send("PUT", "/nodes/" + NODE, "{\"instance_types\": [\"*\"]}")
                        .rejects(400)
                        .message())
                .contains("is one of the settings");
        server.http().send("PUT", "/nodes/gpu-9:7860", "{}").rejects(404);
        server.http().send("DELETE", "/nodes/gpu-9:7860").rejects(404);
        server.http()
                .send("POST", "/nodes", "{\"url\": \"http://gpu-2:7860\", \"instance_types\": \"*\"}")
                .rejects(400);
        server.atelier.nodes.mostAddedIs(0);
        server.http().send("POST", "/nodes", "{\"url\": \"http://gpu-2:7860\"}").rejects(501);
        assertThat(server.atelier.addedNodes.all()).isEmpty();
    }

    @Test
    void aNameWithASlashIsEncoded() {
        server.atelier.backend.has(TestNodes.healthy("gpu-1:443/sd/one"));

        assertThat(server.http()
                        .send("POST", "/nodes/gpu-1:443%2Fsd%2Fone/drain")
                        .is(200)
                        .at("data.name"))
                .isEqualTo("gpu-1:443/sd/one");
        assertThat(server.http()
                        .get("/prod/nodes/gpu-1%3A443%2Fsd%2Fone")
                        .is(200)
                        .at("data.state"))
                .isEqualTo("drained");
    }

    @Test
    void theReasonIsThatOfANodeThatIsOutOfOrder() {
        server.atelier.backend.has(TestNodes.ailing(NODE, Health.SILENT, "The node cannot be reached"));

        assertThat(server.http().get("/nodes").at("data.nodes.0.state")).isEqualTo("silent");
        assertThat(server.http().get("/nodes").at("data.nodes.0.reason")).isEqualTo("The node cannot be reached");
    }

    @Test
    void aNodeThatThereIsNotIsNotFound() {
        assertThat(server.http().get("/nodes/gpu-9:7860").rejects(404).message())
                .startsWith("GPU node \"gpu-9:7860\" not found");
        server.http().send("POST", "/nodes/gpu-9:7860/drain").rejects(404);
        server.http().send("POST", "/nodes/gpu-9:7860/resume").rejects(404);
    }

    /** By a plain client, since the path fits two of the described operations. */
    @Test
    void theDatasetsPathsStayTheirs() throws Exception {
        server.atelier.add(TestDatasets.dataset().name("nodes"));
        HttpRequest request = HttpRequest.newBuilder(server.uri().resolve("/nodes/data"))
                .header("x-api-key", RestServer.KEY)
                .header("username", "admin")
                .build();

        HttpResponse<String> reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("\"nodes\"", "dataset");
    }

    private InferenceJob run(TestJobs job) {
        server.atelier.jobs.add(job.created());
        server.atelier.queue.enqueue(job.started());
        server.atelier
                .queue
                .claim(
                        new Claimant(NODE, Set.of(job.created().place().endpoint()), Set.of(), true, Optional.empty()),
                        Duration.ofMinutes(1))
                .orElseThrow();
        return job.started();
    }
}
