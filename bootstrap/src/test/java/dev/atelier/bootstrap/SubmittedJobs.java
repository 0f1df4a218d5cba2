package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Async jobs that have been answered 202.
 *
 * @param seeds the seed of each job, by its id
 */
record SubmittedJobs(Map<String, Integer> seeds) {

    static final Duration PATIENCE = Duration.ofSeconds(90);

    static SubmittedJobs of(ApiClient client, int count) {
        client.endpoint("backlog", "Async", 1);
        Map<String, Integer> seeds = new LinkedHashMap<>();
        for (int seed = 0; seed < count; seed++) {
            seeds.put(client.createJob("Async", WebUiSimulator.FIRST_MODEL, payload(seed)), seed);
        }
        seeds.keySet().forEach(id -> assertThat(client.start(id).status()).isEqualTo(202));
        return new SubmittedJobs(seeds);
    }

    static String payload(int seed) {
        return "{\"prompt\": \"image " + seed + "\", \"seed\": " + seed + "}";
    }

    void assertEachHasItsOwnImage(ApiClient client) {
        Set<String> images = new HashSet<>();
        seeds.forEach((id, seed) -> {
            JsonNode job = client.awaitEnd(id, PATIENCE);
            assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeed");
            assertThat(job.path("image_names")).hasSize(1);
            byte[] image = client.download(job.path("img_presigned_urls").get(0).asText());
            assertThat(images.add(Base64.getEncoder().encodeToString(image)))
                    .as("a image of its own")
                    .isTrue();
            assertThat(client.download(job.path("output_presigned_urls").get(0).asText()))
                    .asString()
                    .contains("\"image " + seed + "\"");
        });
    }
}
