package dev.atelier.rest.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.TestDatasets;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QueueControllerTest {

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
    void aJobHasWhatIsKnownAndNothingElse() {
        InferenceJob job = queue(TestJobs.job());

        HttpResult reply = server.http().get("/inference-queue").is(200);

        assertThat(reply.at("data.jobs"))
                .isEqualTo(List.of(Map.of(
                        "inference_id",
                        job.id().toString(),
                        "status",
                        "waiting",
                        "position",
                        1,
                        "endpoint_name",
                        job.place().name().value(),
                        "user",
                        "ann",
                        "inference_type",
                        "Async",
                        "task_type",
                        "txt2img",
                        "checkpoint",
                        job.checkpoint().orElseThrow().name(),
                        "since",
                        job.started().toString())));
        assertThat(reply.text()).contains("\"last_evaluated_key\":null");
    }

    @Test
    void thePagesFollowOneAnotherAndFiltersHold() {
        InferenceJob first = queue(TestJobs.job().by("ann"));
        InferenceJob second = queue(TestJobs.job().by("bob"));

        HttpResult page = server.http().get("/inference-queue?limit=1").is(200);
        assertThat(page.at("data.jobs.0.inference_id")).isEqualTo(first.id().toString());
        HttpResult next = server.http()
                .get("/inference-queue?limit=1&exclusive_start_key=" + page.at("data.last_evaluated_key"))
                .is(200);
        assertThat(next.at("data.jobs.0.inference_id")).isEqualTo(second.id().toString());

        HttpResult ofBob = server.http()
                .get("/inference-queue?user=bob&endpoint_name=" + second.place().name())
                .is(200);
        assertThat(ofBob.at("data.jobs.0.inference_id")).isEqualTo(second.id().toString());
        assertThat(server.http()
                        .get("/inference-queue?endpoint_name=elsewhere")
                        .is(200)
                        .at("data.jobs"))
                .isEqualTo(List.of());
        assertThat(server.http()
                        .get("/inference-queue?exclusive_start_key=soon")
                        .rejects(400)
                        .message())
                .isEqualTo("exclusive_start_key \"soon\" is not a last_evaluated_key that this service gave");
    }

    @Test
    void usersSeeAndCancelTheirOwnJobsOnly() {
        server.addUserHolding("ann", "inference:all");
        queue(TestJobs.job().by("bob"));
        InferenceJob own = queue(TestJobs.job().by("ann"));

        assertThat(server.http().as("ann").get("/inference-queue").is(200).at("data.jobs.0.inference_id"))
                .isEqualTo(own.id().toString());
        server.http().as("ann").get("/inference-queue?user=bob").rejects(403);
        server.http()
                .as("ann")
                .send("POST", "/inference-queue/cancel", "{\"user\": \"bob\"}")
                .rejects(403);
        assertThat(server.http()
                        .as("ann")
                        .send("POST", "/inference-queue/cancel", "{\"all\": true}")
                        .is(200)
                        .at("data"))
                .isEqualTo(Map.of("canceled", 1, "more", false));
    }

    @Test
    void canceledJobsKeepTheirRecords() {
        InferenceJob job = queue(TestJobs.job());
        String body = "{\"endpoint_name\": \"" + job.place().name() + "\"}";

        assertThat(server.http()
                        .send("POST", "/inference-queue/cancel", body)
                        .is(200)
                        .at("data"))
                .isEqualTo(Map.of("canceled", 1, "more", false));
        assertThat(server.http()
                        .send("POST", "/inference-queue/cancel", body)
                        .is(200)
                        .at("data"))
                .isEqualTo(Map.of("canceled", 0, "more", false));
        assertThat(server.atelier.jobs.find(job.id()).orElseThrow().status()).isEqualTo(InferenceJobStatus.CANCELED);
    }

    @Test
    void whatIsMeantMustBeSaid() {
        queue(TestJobs.job());

        for (String body :
                List.of("{}", "{\"running\": true}", "{\"all\": false}", "{\"all\": true, \"user\": \"ann\"}")) {
            assertThat(server.http()
                            .send("POST", "/inference-queue/cancel", body)
                            .rejects(400)
                            .message())
                    .contains("all");
        }
        server.http().send("POST", "/inference-queue/cancel").rejects(400);
        server.http().send("POST", "/inference-queue/cancel", "{\"user\": 5}").rejects(400);
    }

    @Test
    void theDatasetsPathsStayTheirs() {
        server.atelier.add(TestDatasets.dataset().name("inference-queue"));

        assertThat(server.http().get("/inference-queue/data").is(200).text()).contains("inference-queue");
    }

    private InferenceJob queue(TestJobs job) {
        server.atelier.jobs.add(job.created());
        server.atelier.queue.enqueue(job.started());
        return job.started();
    }

    @Test
    void operatorsMoveWhatWaitsToAnotherEndpoint() {
        Endpoint source = server.atelier.add(TestEndpoints.endpoint().openTo("guest"));
        Endpoint target = server.atelier.add(TestEndpoints.endpoint().openTo("guest"));
        InferenceJob job = queue(TestJobs.job().on(source).by("admin"));
        String body = "{\"source\": \"" + source.name() + "\", \"target\": \"" + target.name() + "\"}";

        assertThat(server.http()
                        .send("POST", "/inference-queue/move", body)
                        .is(200)
                        .at("data"))
                .isEqualTo(Map.of("moved", 1, "left", 0, "more", false));
        assertThat(server.http()
                        .get("/inference-queue?endpoint_name=" + target.name())
                        .is(200)
                        .at("data.jobs.0.inference_id"))
                .isEqualTo(job.id().toString());
        server.http()
                .send("POST", "/inference-queue/move", "{\"source\": \"" + source.name() + "\"}")
                .rejects(400);
        server.http()
                .send(
                        "POST",
                        "/inference-queue/move",
                        body.replace(target.name().value(), "gone"))
                .rejects(400);
        server.addUserHolding("ann", "inference:all", "sagemaker_endpoint:create");
        server.http().as("ann").send("POST", "/inference-queue/move", body).rejects(403);
    }

    @Test
    void theDeletionOfAnEndpointMayMoveWhatWaits() {
        Endpoint source = server.atelier.add(TestEndpoints.endpoint().openTo("guest"));
        Endpoint target = server.atelier.add(TestEndpoints.endpoint().openTo("guest"));
        InferenceJob job = queue(TestJobs.job().on(source).by("admin"));
        String names = "{\"endpoint_name_list\": [\"" + source.name() + "\"]}";

        server.http().send("DELETE", "/endpoints?move_jobs_to=gone", names).rejects(400);
        server.http().send("DELETE", "/endpoints?move_jobs_to=", names).rejects(400);
        assertThat(server.http()
                        .send("DELETE", "/endpoints?move_jobs_to=" + target.name(), names)
                        .status())
                .isEqualTo(200);

        assertThat(server.atelier.jobs.find(job.id()).orElseThrow().place().endpoint())
                .isEqualTo(target.id());
        assertThat(server.atelier.endpoints.find(source.id())).isEmpty();
    }
}
