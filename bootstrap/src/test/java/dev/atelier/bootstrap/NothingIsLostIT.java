package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accepted jobs on GPU nodes survive the death of a node and a restart, and run in order. */
class NothingIsLostIT {

    @TempDir
    Path folder;

    @TempDir
    Path models;

    @Test
    void aJobWhoseNodeDiesEndsOnTheOtherNode() {
        try (WebUiSimulator doomed = WebUiSimulator.start().generatesIn(Duration.ofSeconds(30));
                WebUiSimulator healthy = WebUiSimulator.start().generatesIn(Duration.ofSeconds(30));
                AtelierProcess service = on(doomed, healthy).start()) {
            ApiClient client = service.client();
            client.endpoint("two", "Async", 2);
            String id = client.createJob("Async", WebUiSimulator.FIRST_MODEL, SubmittedJobs.payload(1));
            assertThat(client.start(id).status()).isEqualTo(202);
            await().atMost(SubmittedJobs.PATIENCE).until(() -> doomed.generations() + healthy.generations() == 1);
            WebUiSimulator running = doomed.generations() == 1 ? doomed : healthy;
            WebUiSimulator other = running == doomed ? healthy : doomed;

            other.generatesIn(Duration.ZERO);
            running.close();

            JsonNode job = client.awaitEnd(id, SubmittedJobs.PATIENCE);
            assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("succeed");
            assertThat(other.generations()).isEqualTo(1);
        }
    }

    @Test
    void aStopWaitsForTheRunningImageAndLeavesTheRestToTheNextStart() throws IOException {
        try (WebUiSimulator node = WebUiSimulator.start().generatesIn(Duration.ofSeconds(4))) {
            SubmittedJobs jobs;
            AtelierProcess first = on(node).start();
            try {
                jobs = SubmittedJobs.of(first.client(), 6);
                await().atMost(SubmittedJobs.PATIENCE).until(() -> node.generations() == 2);
            } finally {
                assertThat(first.stop()).as(first.output()).isIn(0, 143);
            }
            assertThat(node.generations()).isEqualTo(2);
            node.generatesIn(Duration.ofMillis(500));
            Path left = Files.createFile(folder.resolve("data/store/incoming/left"));
            Files.setLastModifiedTime(left, FileTime.from(Instant.EPOCH));

            try (AtelierProcess second = on(node).start()) {
                jobs.assertEachHasItsOwnImage(second.client());
                await().untilAsserted(() ->
                        assertThat(left).as("of an upload that was abandoned").doesNotExist());
            }
            assertThat(node.generations()).as("none was generated twice").isEqualTo(6);
        }
    }

    @Test
    void aRealTimeJobAnswersItsImageAndGoesBeforeTheBacklog() {
        try (WebUiSimulator node = WebUiSimulator.start().generatesIn(Duration.ofSeconds(3));
                AtelierProcess service = on(node).start()) {
            ApiClient client = service.client();
            client.endpoint("fast", "Real-time", 1);
            String urgent = client.createJob("Real-time", WebUiSimulator.FIRST_MODEL, SubmittedJobs.payload(99));
            SubmittedJobs backlog = SubmittedJobs.of(client, 20);
            node.generatesIn(Duration.ofMillis(200)); // not before, else the backlog might be done by now

            JsonNode answer = client.start(urgent).data(200);

            assertThat(answer.path("status").asText()).isEqualTo("succeed");
            assertThat(answer.path("img_presigned_urls")).hasSize(1);
            assertThat(node.generations()).isLessThan(20);
            backlog.assertEachHasItsOwnImage(client);
        }
    }

    private AtelierProcess.Setup on(WebUiSimulator... nodes) {
        return new LocalGpuStack(models).given(AtelierProcess.in(folder.resolve("data")), nodes);
    }
}
