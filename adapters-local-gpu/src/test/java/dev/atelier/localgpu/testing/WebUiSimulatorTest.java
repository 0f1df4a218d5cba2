package dev.atelier.localgpu.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebUiSimulatorTest {

    private final WebUiSimulator node = WebUiSimulator.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void end() {
        node.close();
    }

    private CompletableFuture<JsonNode> generate(String payload) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/sdapi/v1/txt2img"))
                .POST(HttpRequest.BodyPublishers.ofString(payload))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(response -> {
                    try {
                        return new JsonMapper().readTree(response.body());
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void theSameSeedMakesTheSameImageAndAnotherAnother() {
        JsonNode first = generate("{\"seed\": 1}").join().path("images");

        assertThat(generate("{\"seed\": 1}").join().path("images")).isEqualTo(first);
        assertThat(generate("{\"seed\": 2}").join().path("images")).isNotEqualTo(first);
        assertThat(generate("{\"seed\": 1, \"prompt\": \"p\"}").join().path("images"))
                .isNotEqualTo(first);
    }

    @Test
    void jobsWaitForEachOtherAndSwitchTheModelWhenTheirTurnHasCome() {
        node.generatesIn(Duration.ofMillis(20)).switchesIn(Duration.ofMillis(50));
        String other = "{\"override_settings\": {\"sd_model_checkpoint\": \"sd_xl_base_1.0\"}}";
        String first = "{\"override_settings\": {\"sd_model_checkpoint\": \"v1-5-pruned-emaonly\"}}";
        SimulatedJob before = node.occupy(Duration.ofMinutes(1));
        List<CompletableFuture<JsonNode>> jobs = new ArrayList<>();
        for (String job : List.of(first, first, other, other)) {
            jobs.add(generate(job));
            await().until(() -> node.mostAtOnce() == jobs.size()); // each is in the queue before the next one comes
        }
        assertThat(node.switches()).isZero();
        assertThat(jobs).noneMatch(CompletableFuture::isDone);

        long begin = System.nanoTime();
        node.interruptWhateverRuns();
        jobs.forEach(CompletableFuture::join);

        assertThat(before.wasInterrupted()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(4 * 20 + 50));
        assertThat(node.switches()).isEqualTo(1);
        assertThat(node.generations()).isEqualTo(4);
    }

    @Test
    void hundredsOfRequestsAtOnceAreAnswered() {
        List<CompletableFuture<JsonNode>> jobs = IntStream.range(0, 500)
                .mapToObj(i -> generate("{\"seed\": " + i + "}"))
                .toList();

        assertThat(jobs).allSatisfy(job -> assertThat(job.join().path("images")).hasSize(1));
        assertThat(node.requests("/sdapi/v1/txt2img")).hasSize(500);
    }
}
