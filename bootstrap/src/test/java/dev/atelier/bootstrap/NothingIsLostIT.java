package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was accepted survives: a kill of the service, the death of a node, a stop in the middle. */
class NothingIsLostIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @Test
    void fiftyJobsSurviveKillMinusNineEachWithItsOwnPicture() {
        try (WebUiSimulator node = WebUiSimulator.start().paintsIn(Duration.ofMillis(100))) {
            Map<String, Integer> seeds;
            AtelierProcess first = on(node).start();
            try {
                seeds = startJobs(first.client(), 50);
                await().atMost(PATIENCE).until(() -> node.generations() >= 10);
            } finally {
                first.kill();
            }
            assertThat(node.generations()).as("killed in the middle").isLessThan(50);

            try (AtelierProcess second = on(node).start()) {
                assertEachHasItsOwnPicture(second.client(), seeds);
            }
            // The one that ran when the service died was painted again, and no other.
            assertThat(node.generations()).isBetween(50, 51);
            assertThat(node.mostAtOnce()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void aJobWhoseNodeDiesEndsOnTheOtherNode() {
        try (WebUiSimulator doomed = WebUiSimulator.start().paintsIn(Duration.ofSeconds(30));
                WebUiSimulator healthy = WebUiSimulator.start().paintsIn(Duration.ofSeconds(30));
                AtelierProcess service = on(doomed, healthy).start()) {
            ApiClient client = service.client();
            client.endpoint("two", "Async", 2);
            String id = client.createJob("Async", WebUiSimulator.FIRST_MODEL, payload(1));
            assertThat(client.start(id).status()).isEqualTo(202);
            await().atMost(PATIENCE).until(() -> doomed.generations() + healthy.generations() == 1);
            WebUiSimulator running = doomed.generations() == 1 ? doomed : healthy;
            WebUiSimulator other = running == doomed ? healthy : doomed;

            other.paintsIn(Duration.ZERO);
            running.close();

            JsonNode job = client.awaitEnd(id, PATIENCE);
            assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeed");
            assertThat(other.generations()).isEqualTo(1);
        }
    }

    @Test
    void aStopWaitsForTheRunningPictureAndLeavesTheRestToTheNextStart() {
        try (WebUiSimulator node = WebUiSimulator.start().paintsIn(Duration.ofMillis(500))) {
            Map<String, Integer> seeds;
            AtelierProcess first = on(node).start();
            try {
                seeds = startJobs(first.client(), 6);
                await().atMost(PATIENCE).until(() -> node.generations() == 2);
            } finally {
                assertThat(first.stop()).as(first.output()).isIn(0, 143);
            }
            assertThat(node.generations()).isEqualTo(2);

            try (AtelierProcess second = on(node).start()) {
                assertEachHasItsOwnPicture(second.client(), seeds);
            }
            assertThat(node.generations()).as("none was painted twice").isEqualTo(6);
        }
    }

    @Test
    void aRealTimeJobAnswersItsPictureAndGoesBeforeTheBacklog() {
        try (WebUiSimulator node = WebUiSimulator.start().paintsIn(Duration.ofMillis(200));
                AtelierProcess service = on(node).start()) {
            ApiClient client = service.client();
            client.endpoint("fast", "Real-time", 1);
            String urgent = client.createJob("Real-time", WebUiSimulator.FIRST_MODEL, payload(99));
            Map<String, Integer> backlog = startJobs(client, 20);

            JsonNode answer = client.start(urgent).data(200);

            assertThat(answer.path("status").asText()).isEqualTo("succeed");
            assertThat(answer.path("img_presigned_urls")).hasSize(1);
            assertThat(node.generations()).isLessThan(20);
            assertEachHasItsOwnPicture(client, backlog);
        }
    }

    private AtelierProcess.Setup on(WebUiSimulator... nodes) {
        String urls = String.join(
                ",", Arrays.stream(nodes).map(node -> node.url().toString()).toList());
        return AtelierProcess.in(folder.resolve("data"))
                .with("ATELIER_LOCAL_GPU_NODES", urls)
                .with("ATELIER_LOCAL_GPU_JOBS_LEASE", "3s")
                .with("ATELIER_LOCAL_GPU_JOBS_HEARTBEAT", "1s");
    }

    /** Jobs that have been answered 202, with the seed of each. */
    private static Map<String, Integer> startJobs(ApiClient client, int count) {
        client.endpoint("backlog", "Async", 1);
        Map<String, Integer> seeds = new LinkedHashMap<>();
        for (int seed = 0; seed < count; seed++) {
            seeds.put(client.createJob("Async", WebUiSimulator.FIRST_MODEL, payload(seed)), seed);
        }
        seeds.keySet().forEach(id -> assertThat(client.start(id).status()).isEqualTo(202));
        return seeds;
    }

    private static String payload(int seed) {
        return "{\"prompt\": \"picture " + seed + "\", \"seed\": " + seed + "}";
    }

    private static void assertEachHasItsOwnPicture(ApiClient client, Map<String, Integer> seeds) {
        Set<String> pictures = new HashSet<>();
        seeds.forEach((id, seed) -> {
            JsonNode job = client.awaitEnd(id, PATIENCE);
            assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeed");
            assertThat(job.path("image_names")).hasSize(1);
            byte[] picture =
                    client.download(job.path("img_presigned_urls").get(0).asText());
            assertThat(pictures.add(Base64.getEncoder().encodeToString(picture)))
                    .as("a picture of its own")
                    .isTrue();
            assertThat(client.download(job.path("output_presigned_urls").get(0).asText()))
                    .asString()
                    .contains("\"picture " + seed + "\"");
        });
    }
}
