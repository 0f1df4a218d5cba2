package dev.atelier.rest.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.NotificationBus;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.application.testing.TestJobs;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.rest.testing.CapturedLog;
import dev.atelier.rest.testing.Documents;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers that wait for the end of Async jobs, and those that ask to poll. */
class JobWaitsTest {

    private static final String CREATE = "{\"inference_type\": \"Async\", \"task_type\": \"txt2img\", \"models\":"
            + " {\"Stable-diffusion\": [\"a.safetensors\"]}, \"payload_string\": \"{}\"}";

    private RestServer server;
    private Http client;
    private Endpoint endpoint;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.atelier.add(TestCheckpoints.checkpoint().files("a.safetensors"));
        endpoint = server.atelier.add(TestEndpoints.endpoint());
        client = server.http();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aStartedJobIsAnsweredWhenItHasEnded() {
        CompletableFuture<HttpResult> call = waiting("wait=30, respond-async").sendAsync("POST", "/inferences", body());
        InferenceJobId job = started(1).get(0);
        assertThat(call).isNotDone();

        end(job);

        HttpResult reply = call.join().is(200);
        Documents.operation("1.5.0", "GetInferenceJob").describe(reply);
        assertThat(reply.header("Preference-Applied")).isEqualTo("wait=30");
        assertThat(reply.header("Retry-After")).isNull();
        assertThat(reply.at("data.InferenceJobId")).isEqualTo(job.toString());
        assertThat((List<?>) reply.at("data.img_presigned_urls")).hasSize(1);
        assertThat(reply.at("data.status")).isEqualTo("succeed");
    }

    @Test
    void aJobWhosePayloadWasUploadedWaitsInTheSameWay() {
        InferenceJob job = server.atelier.addUploaded(TestJobs.job().on(endpoint));
        CompletableFuture<HttpResult> call =
                waiting("wait=\"30\"").sendAsync("PUT", "/inferences/" + job.id() + "/start", null);
        started(1);
        assertThat(call).isNotDone();

        end(job.id());

        assertThat(call.join().is(200).at("data.status")).isEqualTo("succeed");
    }

    @Test
    void afterTheWaitTheUsualAnswerAsksToPoll() {
        HttpResult reply = waiting("wait=1").send("POST", "/inferences", CREATE).is(202);

        Documents.operation("1.5.0", "StartInferenceJob").describe(reply);
        assertThat(reply.header("Preference-Applied")).isEqualTo("wait=1");
        asksToPoll(reply);
    }

    @Test
    void theWaitIsBounded() {
        CompletableFuture<HttpResult> call = waiting("wait=86400").sendAsync("POST", "/inferences", body());
        end(started(1).get(0));

        assertThat(call.join().is(200).header("Preference-Applied")).isEqualTo("wait=" + JobWaits.MAX_WAIT.toSeconds());
    }

    @Test
    void withoutAWaitTheAnswerComesAtOnceAndAsksToPoll() {
        for (String prefer : List.of("respond-async", "wait=soon", "wait=0")) {
            HttpResult reply =
                    waiting(prefer).send("POST", "/inferences", CREATE).is(202);
            assertThat(reply.header("Preference-Applied")).isNull();
            asksToPoll(reply);
        }
        HttpResult reply = client.send("POST", "/inferences", CREATE).is(202);
        asksToPoll(reply);
        String id = (String) reply.at("data.inference.inference_id");
        asksToPoll(client.get("/inferences/" + id).is(200));
        asksToPoll(client.get("/jobs/" + id + "/progress").is(200));

        end(InferenceRequestParser.id(id));

        assertThat(client.get("/inferences/" + id).header("Retry-After")).isNull();
        assertThat(client.get("/jobs/" + id + "/progress").header("Retry-After"))
                .isNull();
    }

    @Test
    void waitingOccupiesNoThread() {
        int count = 150;
        List<CompletableFuture<HttpResult>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(waiting("wait=50").sendAsync("POST", "/inferences", body()));
        }
        List<InferenceJobId> jobs = started(count);
        await().untilAsserted(() ->
                assertThat(jobs).allSatisfy(job -> assertThat(waiters(job)).isOne()));
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().values())
                .as("threads in the operation")
                .noneSatisfy(stack -> assertThat(stack)
                        .anySatisfy(frame -> assertThat(frame.getClassName()).endsWith(".InferenceController"))));

        jobs.forEach(this::end);

        calls.forEach(call -> call.join().is(200));
    }

    @Test
    void aClientThatDisconnectsEndsTheWait() throws Exception {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            String head = "POST /inferences HTTP/1.1\r\nHost: localhost\r\nx-api-key: " + RestServer.KEY
                    + "\r\nusername: admin\r\nPrefer: wait=50\r\nContent-Length: " + CREATE.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + CREATE).getBytes(StandardCharsets.ISO_8859_1));
            InferenceJobId job = started(1).get(0);
            await().untilAsserted(() -> assertThat(waiters(job)).isOne());
        }

        InferenceJobId job = started(1).get(0);
        await().untilAsserted(() -> assertThat(waiters(job)).isZero());
        assertThat(server.atelier.backend.running()).as("the job goes on").containsExactly(job);
    }

    @Test
    void aStopWhileRequestsWaitIsNoError() {
        CompletableFuture<HttpResult> call = waiting("wait=50").sendAsync("POST", "/inferences", body());
        InferenceJobId job = started(1).get(0);
        await().untilAsserted(() -> assertThat(waiters(job)).isOne());

        try (CapturedLog log = new CapturedLog()) {
            server.close();
            assertThatThrownBy(call::join).isInstanceOf(CompletionException.class);

            await().during(Duration.ofSeconds(1)).until(() -> log.events().isEmpty());
        }
    }

    private static void asksToPoll(HttpResult reply) {
        assertThat(Integer.parseInt(reply.header("Retry-After"))).isBetween(1, 10);
        assertThat(reply.header("Access-Control-Expose-Headers")).contains("Retry-After", "Preference-Applied");
    }

    private Http waiting(String prefer) {
        return client.with("Prefer", prefer);
    }

    private static byte[] body() {
        return CREATE.getBytes(StandardCharsets.UTF_8);
    }

    private List<InferenceJobId> started(int count) {
        await().untilAsserted(() -> assertThat(server.atelier.backend.running()).hasSize(count));
        return server.atelier.backend.running();
    }

    private int waiters(InferenceJobId job) {
        return server.atelier.signals.waiters(NotificationBus.jobEndedTopic(job));
    }

    private void end(InferenceJobId id) {
        server.atelier.complete.complete(
                server.atelier.jobs.find(id).orElseThrow(), Outcomes.oneImage().orElseThrow());
    }
}
