package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.WebUiSimulator;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are sent twice with one Idempotency-Key make one job, also around the death of the service. */
class RepeatedRequestsIT {

    private static final int PAIRS = 200;
    private static final int KILLED = 60;
    private static final int CLIENTS = 24;

    @TempDir
    Path folder;

    @TempDir
    Path models;

    @Test
    void concurrentPairsMakeOneJobEachOnH2() throws Exception {
        try (WebUiSimulator node = WebUiSimulator.start();
                AtelierProcess service = on(node).start()) {
            pairs(service.client());
        }
    }

    @Test
    void concurrentPairsMakeOneJobEachOnPostgres() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                WebUiSimulator node = WebUiSimulator.start();
                AtelierProcess service = on(postgres, node).start()) {
            pairs(service.client());
        }
    }

    @Test
    void pairsAroundAKillMakeOneJobEachOnH2() throws Exception {
        try (WebUiSimulator node = WebUiSimulator.start()) {
            killed(on(node));
        }
    }

    @Test
    void pairsAroundAKillMakeOneJobEachOnPostgres() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                WebUiSimulator node = WebUiSimulator.start()) {
            killed(on(postgres, node));
        }
    }

    private void pairs(ApiClient client) throws Exception {
        new LocalGpuStack(models).provideModel(client);
        client.endpoint("backlog", "Async", 1);
        List<Callable<String>> calls = new ArrayList<>();
        IntStream.range(0, 2 * PAIRS).forEach(i -> calls.add(() -> answer(client, i / 2)));

        List<String> ids = all(calls);

        for (int pair = 0; pair < PAIRS; pair++) {
            assertThat(ids.get(2 * pair)).isEqualTo(ids.get(2 * pair + 1));
        }
        assertThat(jobs(client)).hasSize(PAIRS).containsExactlyInAnyOrderElementsOf(new HashSet<>(ids));
    }

    private void killed(AtelierProcess.Setup setup) throws Exception {
        Map<Integer, String> before = new ConcurrentHashMap<>();
        AtelierProcess first = setup.start();
        try {
            new LocalGpuStack(models).provideModel(first.client());
            first.client().endpoint("backlog", "Async", 1);
            ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
            for (int i = 0; i < 2 * KILLED; i++) {
                int request = i / 2;
                threads.execute(() -> send(first.client(), request).ifPresent(id -> before.putIfAbsent(request, id)));
            }
            threads.shutdown();
            // Often, as the rest is soon answered, too.
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> before.size() >= KILLED / 4);
        } finally {
            first.kill();
        }
        assertThat(before).as("killed in the middle").hasSizeLessThan(KILLED);

        try (AtelierProcess second = setup.start()) {
            List<Callable<String>> calls = new ArrayList<>();
            IntStream.range(0, 2 * KILLED).forEach(i -> calls.add(() -> answer(second.client(), i / 2)));
            List<String> ids = all(calls);
            before.forEach((request, id) -> assertThat(ids.get(2 * request)).isEqualTo(id));
            for (int pair = 0; pair < KILLED; pair++) {
                assertThat(ids.get(2 * pair)).isEqualTo(ids.get(2 * pair + 1));
            }
            assertThat(jobs(second.client())).hasSize(KILLED);
        }
    }

    /** The id of the request's job, once the service has an answer. */
    private static String answer(ApiClient client, int request) {
        return await().atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> send(client, request), Optional::isPresent)
                .orElseThrow();
    }

    /** Empty while an earlier request is being worked on, and when the service dies. */
    private static Optional<String> send(ApiClient client, int request) {
        String body =
                "{\"inference_type\": \"Async\", \"task_type\": \"txt2img\", \"models\": {\"Stable-diffusion\": [\""
                        + WebUiSimulator.FIRST_MODEL + "\"]}, \"payload_string\": \"{\\\"seed\\\": " + request + "}\"}";
        try {
            ApiClient.Answer answer =
                    client.with("Idempotency-Key", "request-" + request).call("POST", "/inferences", body);
            if (answer.status() == 409) {
                assertThat(answer.raw().headers().firstValue("Retry-After")).isPresent();
                return Optional.empty();
            }
            JsonNode data = answer.json().path("data");
            String id = data.path("inference").path("inference_id").asText();
            // Found after a kill it may have ended, and is answered as such.
            String found = id.isEmpty() ? data.path("InferenceJobId").asText() : id;
            assertThat(found).as(answer.json().toString()).isNotEmpty();
            return Optional.of(found);
        } catch (UncheckedIOException died) {
            return Optional.empty();
        }
    }

    private static List<String> jobs(ApiClient client) {
        List<String> ids = new ArrayList<>();
        String next = "";
        do {
            JsonNode page = client.get("/inferences?limit=100" + next).data(200);
            page.path("inferences")
                    .forEach(job -> ids.add(job.path("InferenceJobId").asText()));
            next = page.path("last_evaluated_key").isNull()
                    ? null
                    : "&exclusive_start_key=" + page.path("last_evaluated_key").asText();
        } while (next != null);
        return ids;
    }

    private static <T> List<T> all(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private AtelierProcess.Setup on(WebUiSimulator node) {
        return new LocalGpuStack(models).given(AtelierProcess.in(folder.resolve("data")), node);
    }

    private AtelierProcess.Setup on(EmbeddedPostgres postgres, WebUiSimulator node) {
        return on(node).with("ATELIER_DATABASE_URL", postgres.getJdbcUrl("postgres", "postgres"))
                .with("ATELIER_DATABASE_USERNAME", "postgres");
    }
}
