package dev.atelier.bootstrap.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.context.AtelierContext;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a service that has generated an image, and what the documentation and the examples say of them. */
@Tag("slow")
class MetricsTest {

    private static final String KEY = "key-of-the-metrics-test";
    private static final String PROMPT = "a cute panda on a bicycle";
    private static final Path ROOT = Path.of("..");

    /** Names in queries: in front of a label selector, a range or an end of an expression. */
    private static final Pattern METRIC =
            Pattern.compile("\\b((?:atelier|http_server|hikaricp|jvm|process)_[a-z0-9_]+)\\b");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(atelier_[a-z_]+)` \\|");

    @TempDir
    static Path folder;

    private static WebUiSimulator node;
    private static ApplicationContext service;
    private static URI root;
    private static ApiClient client;
    private static Scrape scrape;

    @BeforeAll
    static void generate() throws Exception {
        node = WebUiSimulator.start();
        service = AtelierContext.start(Map.of(
                "atelier.data-dir",
                folder.toString(),
                "atelier.host",
                "127.0.0.1",
                "atelier.port",
                -1,
                "atelier.local-gpu.nodes",
                node.url(),
                "atelier.api-key",
                KEY));
        root = URI.create("http://127.0.0.1:"
                + service.getBean(EmbeddedServer.class).start().getPort());
        client = new ApiClient(root, KEY);
        client.endpoint("fast", "Real-time", 1);
        run(PROMPT);
        call("GET", "/no/such/path-" + System.nanoTime());
        call("BREW", "/inferences");
        // The answer comes before the last of what is measured of a job.
        await().untilAsserted(() -> {
            scrape = Scrape.parse(text());
            assertThat(scrape.sum("atelier_job_storing_seconds_count")).isEqualTo(1);
            assertThat(scrape.sum("atelier_jobs_ended_total")).isEqualTo(1);
        });
    }

    @AfterAll
    static void stop() throws IOException {
        if (service != null) {
            service.close();
        }
        node.close();
    }

    private static String run(String prompt) {
        String id = client.createJob("Real-time", WebUiSimulator.FIRST_MODEL, "{\"prompt\": \"" + prompt + "\"}");
        assertThat(client.start(id).data(200).path("status").asText()).isEqualTo("succeed");
        return id;
    }

    private static HttpResponse<String> call(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(path))
                .header("x-api-key", KEY)
                .method(method, BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    private static String text() {
        ApiClient.Answer answer = client.get("/metrics");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().headers().firstValue("Content-Type").orElseThrow())
                .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        return new String(answer.raw().body(), StandardCharsets.UTF_8);
    }

    @Test
    void countsTheJobAndMeasuresItsParts() {
        String[] kind = {"type", "real_time", "task", "txt2img"};
        assertThat(scrape.sum("atelier_jobs_started_total", kind)).isEqualTo(1);
        assertThat(scrape.sum("atelier_jobs_started_total")).isEqualTo(1);
        assertThat(scrape.sum("atelier_jobs_ended_total", "state", "succeed", "reason", "none", "task", "txt2img"))
                .isEqualTo(1);
        assertThat(scrape.sum("atelier_jobs_ended_total")).isEqualTo(1);
        assertThat(scrape.sum("atelier_job_waiting_seconds_count", "type", "real_time"))
                .isEqualTo(1);
        assertThat(scrape.sum("atelier_job_generation_seconds_count", "checkpoint", "switched"))
                .isEqualTo(1);
        assertThat(scrape.sum("atelier_job_storing_seconds_count")).isEqualTo(1);
    }

    @Test
    void showsTheNode() {
        assertThat(scrape.sum("atelier_node_state", "state", "healthy")).isEqualTo(1);
        assertThat(scrape.sum("atelier_node_state")).isEqualTo(1);
        assertThat(scrape.sum("atelier_node_switches_total")).isEqualTo(1);
        assertThat(scrape.sum("atelier_node_quarantines_total")).isZero();
        assertThat(scrape.sum("atelier_queue_readable")).isEqualTo(1);
    }

    @Test
    void namesRoutesAndNoPaths() throws Exception {
        Set<String> before = scrape.values("http_server_requests_seconds_count", "uri");
        assertThat(before).contains("/inferences/{id}/start").noneMatch(uri -> uri.contains("path-"));

        for (int i = 0; i < 20; i++) {
            call("GET", "/unknown" + i + "/x");
            call("METHOD" + i, "/inferences");
            call("GET", "/inferences/" + new java.util.UUID(0, i));
            call("GET", "/files/x" + i);
        }
        Scrape after = Scrape.parse(text());
        Set<String> added = new TreeSet<>(after.values("http_server_requests_seconds_count", "uri"));
        added.removeAll(before);
        assertThat(added).hasSizeLessThan(5);
        assertThat(after.values("http_server_requests_seconds_count", "method"))
                .isSubsetOf("GET", "POST", "PUT", "CUSTOM");
    }

    @Test
    void moreJobsAddNoSeries() {
        // The second switches nothing, so that every path of a job has been taken.
        run("another prompt");
        int before = ours(Scrape.parse(text()));
        String id = run("a third prompt");

        String text = text();
        assertThat(ours(Scrape.parse(text))).isEqualTo(before);
        assertThat(text)
                .doesNotContain(PROMPT)
                .doesNotContain(id)
                .doesNotContain(KEY)
                .doesNotContain(WebUiSimulator.FIRST_MODEL)
                .doesNotContain("\"api\"");
    }

    private static int ours(Scrape read) {
        return (int) read.samples().stream()
                .filter(sample -> sample.name().startsWith("atelier_"))
                .count();
    }

    @Test
    void everyMetricOfOursIsDocumentedAndNoOther() throws IOException {
        Set<String> ours = scrape.names().stream()
                .filter(name -> name.startsWith("atelier_"))
                .filter(name -> !name.endsWith("_max"))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> documented = ROW.matcher(Files.readString(ROOT.resolve("docs/operate.md")))
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(ours).hasSizeGreaterThan(15);
        assertThat(documented).isEqualTo(ours);
    }

    @Test
    void everyMetricThatADocumentNamesExists() throws IOException {
        assertThat(named("docs/operate.md")).hasSizeGreaterThan(15);
        assertThat(known()).containsAll(named("docs/operate.md"));
    }

    @Test
    void everyMetricOfTheDashboardExists() throws IOException {
        JsonNode dashboard =
                new ObjectMapper().readTree(Files.readString(ROOT.resolve("examples/grafana/atelier.json")));
        List<JsonNode> targets = dashboard.path("panels").findParents("expr");

        assertThat(targets).hasSizeGreaterThan(8);
        assertThat(targets)
                .allSatisfy(target -> assertThat(
                                METRIC.matcher(target.path("expr").asText()).find())
                        .isTrue());
        assertThat(known()).containsAll(named("examples/grafana/atelier.json"));
    }

    @Test
    void everyMetricOfTheAlertsExists() throws IOException {
        assertThat(named("examples/grafana/alerts.yml")).hasSizeGreaterThan(5);
        assertThat(known()).containsAll(named("examples/grafana/alerts.yml"));
    }

    @Test
    void theMetricThatNodesAreScaledByExists() throws IOException {
        assertThat(named("examples/kubernetes/scaling.yaml")).isNotEmpty();
        assertThat(known()).containsAll(named("examples/kubernetes/scaling.yaml"));
        assertThat(scrape.values("atelier_queue_jobs", "state")).contains("waiting", "running");
    }

    private static Set<String> named(String file) throws IOException {
        return METRIC.matcher(Files.readString(ROOT.resolve(file)))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> known() {
        return Stream.of(scrape.names(), scrape.sampleNames())
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }
}
