package dev.atelier.rest.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.testing.TestDatasets;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobControllerTest {

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
    void aCanceledJobIsFailedForTheDocumentedOperations() {
        InferenceJob job = run(TestJobs.job());

        HttpResult reply = cancel(job).is(200);

        assertThat(reply.at("data.inference_id")).isEqualTo(job.id().toString());
        assertThat(reply.at("data.status")).isEqualTo("canceled");
        assertThat(reply.at("data.error")).isEqualTo("canceled by admin");
        assertThat(Instant.parse((String) reply.at("data.completed"))).isEqualTo(server.atelier.clock.instant());
        assertThat(cancel(job).is(200).at("data")).isEqualTo(reply.at("data"));
        assertThat(progress(job).at("data")).isEqualTo(reply.at("data"));
        HttpResult documented = server.http().get("/inferences/" + job.id()).is(200);
        assertThat(documented.at("data.status")).isEqualTo("failed");
        assertThat(documented.at("data.error")).isEqualTo("canceled by admin");
        assertThat(server.http().get("/inferences").at("data.inferences.0.status"))
                .isEqualTo("failed");
        assertThat(server.keyOnly()
                        .get("/inference/get-inference-job?jobID=" + job.id())
                        .text())
                .contains("\"status\":\"failed\"", "\"error\":\"canceled by admin\"");
    }

    @Test
    void aRealTimeCallIsAnsweredWithTheCanceledJob() {
        Endpoint endpoint = server.atelier.add(TestEndpoints.endpoint().realTime());
        InferenceJob job = server.atelier.addUploaded(TestJobs.job().realTime().on(endpoint));
        CompletableFuture<HttpResult> call = server.http().sendAsync("PUT", "/inferences/" + job.id() + "/start", null);
        Awaitility.await().until(() -> server.atelier.backend.running().contains(job.id()));

        cancel(job).is(200);

        HttpResult answer = call.join().is(200);
        assertThat(answer.at("data.status")).isEqualTo("failed");
        assertThat(answer.at("data.error")).isEqualTo("canceled by admin");
    }

    @Test
    void onlyAStartedJobThatIsThereAndOnesOwnCanBeCanceled() {
        server.addUserHolding("bob", "inference:all");
        InferenceJob created = server.atelier.addUploaded(TestJobs.job());
        assertThat(cancel(created).rejects(400).message()).contains("was not started");
        server.http().send("POST", "/jobs/" + UUID.randomUUID() + "/cancel").rejects(404);
        server.http().send("POST", "/jobs/99/cancel").rejects(404);
        server.http().get("/jobs/99/progress").rejects(404);
        InferenceJob running = run(TestJobs.job());
        server.http()
                .as("bob")
                .send("POST", "/jobs/" + running.id() + "/cancel")
                .rejects(403);
        server.http().as("bob").get("/jobs/" + running.id() + "/progress").rejects(403);
        assertThat(server.atelier.backend.running()).containsExactly(running.id());
    }

    @Test
    void progressHasWhatIsKnownAndNothingElse() {
        InferenceJob job = run(TestJobs.job());
        String id = job.id().toString();
        assertThat(progress(job).at("data")).isEqualTo(Map.of("inference_id", id, "status", "inprogress"));

        server.atelier.backend.progressIs(new JobProgress.Waiting(4));
        assertThat(progress(job).at("data")).isEqualTo(Map.of("inference_id", id, "status", "waiting", "position", 4));

        server.atelier.backend.progressIs(
                new JobProgress.Running(Optional.of("gpu-1:7860"), Optional.empty(), Optional.empty()));
        assertThat(progress(job).at("data"))
                .isEqualTo(Map.of("inference_id", id, "status", "running", "node", "gpu-1:7860"));

        server.atelier.backend.progressIs(new JobProgress.Running(
                Optional.of("gpu-1:7860"),
                Optional.of(Instant.parse("2026-11-29T23:06:34Z")),
                Optional.of(new JobProgress.Sampling(5, 20, 0.25, Optional.of(Duration.ofMillis(1500))))));
        assertThat(progress(job).at("data"))
                .isEqualTo(Map.of(
                        "inference_id",
                        id,
                        "status",
                        "running",
                        "node",
                        "gpu-1:7860",
                        "since",
                        "2026-11-29T23:06:34Z",
                        "step",
                        5,
                        "steps",
                        20,
                        "fraction",
                        0.25,
                        "eta_seconds",
                        1.5));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "1, 1, 1", "3400, 4, 4", "3600000, 3600, 30"})
    void aJobThatWaitsSaysHowLongAndAsksToPollThen(long millis, int shown, String retryAfter) {
        InferenceJob job = run(TestJobs.job());
        server.atelier.backend.progressIs(new JobProgress.Waiting(4));
        server.atelier.backend.estimatedWaitIs(Duration.ofMillis(millis));

        HttpResult reply = progress(job);

        assertThat(reply.at("data.estimated_wait_seconds")).isEqualTo(shown);
        assertThat(reply.header("Retry-After")).isEqualTo(retryAfter);
    }

    @Test
    void onlyAJobThatWaitsHasAnEstimate() {
        InferenceJob job = run(TestJobs.job());
        server.atelier.backend.estimatedWaitIs(Duration.ofSeconds(20));
        server.atelier.backend.progressIs(
                new JobProgress.Running(Optional.of("gpu-1:7860"), Optional.empty(), Optional.empty()));

        HttpResult reply = progress(job);

        assertThat(reply.at("data"))
                .isEqualTo(Map.of("inference_id", job.id().toString(), "status", "running", "node", "gpu-1:7860"));
        assertThat(reply.header("Retry-After")).isEqualTo("2");
    }

    @Test
    void theDatasetsPathsStayTheirs() {
        server.atelier.add(TestDatasets.dataset().name("jobs"));

        assertThat(server.http().get("/jobs/data").is(200).text()).contains("jobs");
    }

    private HttpResult cancel(InferenceJob job) {
        return server.http().send("POST", "/jobs/" + job.id() + "/cancel");
    }

    private HttpResult progress(InferenceJob job) {
        return server.http().get("/jobs/" + job.id() + "/progress").is(200);
    }

    private InferenceJob run(TestJobs job) {
        server.atelier.addUploaded(job);
        server.atelier.backend.submit(job.started());
        return job.started();
    }
}
