package dev.atelier.localgpu.demo;

import static dev.atelier.localgpu.demo.NodeClient.bytes;
import static dev.atelier.localgpu.demo.NodeClient.ok;
import static dev.atelier.localgpu.demo.NodeClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class QueueTest {

    private static final String TXT2IMG = "/sdapi/v1/txt2img";

    @TempDir
    static Path models;

    private DemoWebUiServer node;
    private NodeClient client;

    @BeforeEach
    void start() {
        node = DemoWebUiServer.start(0, models);
        client = new NodeClient(node);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void progressMovesDuringAJobAndIsIdleBeforeAndAfter() {
        assertIdle();
        CompletableFuture<HttpResponse<String>> job = post(request("fox", 1).put("steps", 150));
        untilTrue(() -> step() > 5);
        JsonNode early = client.get("/sdapi/v1/progress");
        untilTrue(() -> step() > early.at("/state/sampling_step").asInt() + 5);
        JsonNode late = client.get("/sdapi/v1/progress");

        assertThat(early.at("/state/sampling_steps").asInt()).isEqualTo(150);
        assertThat(early.at("/state/job_count").asInt()).isEqualTo(1);
        assertThat(early.path("eta_relative").asDouble()).isPositive();
        assertThat(late.path("progress").asDouble())
                .isGreaterThan(early.path("progress").asDouble())
                .isLessThanOrEqualTo(1);
        ok(job.join());
        assertIdle();
    }

    @Test
    void anInterruptEndsTheJobWithinAStepAndTheBestImageComesBack() {
        CompletableFuture<HttpResponse<String>> job =
                post(request("fox", 1).put("steps", 150).put("batch_size", 8));
        untilTrue(() -> step() > 1);
        assertThat(client.post("/sdapi/v1/interrupt", "").body()).isEqualTo("{}");
        int stepThen = step();
        int last = stepThen;
        while (!job.isDone()) {
            last = Math.max(last, step());
        }
        JsonNode reply = ok(job.join());

        assertThat(last).isLessThanOrEqualTo(stepThen + 1).isLessThan(100);
        assertThat(reply.path("images")).hasSize(8);
    }

    @Test
    void anInterruptDoesNotReachTheNextJob() {
        client.post("/sdapi/v1/interrupt", "");
        byte[] after = bytes(client.txt2img(request("fox", 1)), 0);

        assertThat(after).isEqualTo(bytes(client.txt2img(request("fox", 1)), 0));
        assertThat(client.get("/sdapi/v1/progress").at("/state/interrupted").asBoolean())
                .isFalse();
    }

    @Test
    void aSkipEndsOneIterationAndGoesOnWithTheNext() {
        CompletableFuture<HttpResponse<String>> job =
                post(request("fox", 1).put("steps", 60).put("n_iter", 2));
        untilTrue(() -> step() > 1);
        assertThat(client.post("/sdapi/v1/skip", "").body()).isEqualTo("null");
        JsonNode reply = ok(job.join());

        assertThat(bytes(reply, 1))
                .isEqualTo(bytes(client.txt2img(request("fox", 2).put("steps", 60)), 0));
        assertThat(bytes(reply, 0))
                .isNotEqualTo(bytes(client.txt2img(request("fox", 1).put("steps", 60)), 0));
    }

    @Test
    void jobsWaitForTheirTurnInTheOrderInWhichTheyCame() {
        List<String> ends = new CopyOnWriteArrayList<>();
        CompletableFuture<Void> first = post(request("fox", 1).put("steps", 60)).thenRun(() -> ends.add("first"));
        untilTrue(() -> step() > 0);
        CompletableFuture<Void> second =
                post(request("fox", 1).put("steps", 15)).thenRun(() -> ends.add("second"));
        await().pollDelay(Duration.ofMillis(500)).until(() -> true); // so that the second one has come
        CompletableFuture<Void> third = post(request("fox", 1).put("steps", 15)).thenRun(() -> ends.add("third"));
        CompletableFuture.allOf(first, second, third).join();

        assertThat(ends).containsExactly("first", "second", "third");
    }

    @Test
    void aRefreshWaitsForTheRunningJobToo() {
        CompletableFuture<HttpResponse<String>> job =
                post(request("fox", 1).put("steps", 150).put("batch_size", 8));
        untilTrue(() -> step() > 0);
        CompletableFuture<HttpResponse<String>> refresh = client.postLater("/sdapi/v1/refresh-checkpoints", "");
        await().during(Duration.ofMillis(300)).until(() -> !refresh.isDone());
        client.post("/sdapi/v1/interrupt", "");

        assertThat(refresh.join().body()).isEqualTo("null");
        ok(job.join());
    }

    @Test
    void closingEndsTheRunningJobAndFreesThePort() {
        CompletableFuture<HttpResponse<String>> job =
                post(request("fox", 1).put("steps", 150).put("n_iter", 16));
        untilTrue(() -> step() > 0);
        long begin = System.nanoTime();
        node.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
        assertThatThrownBy(() -> client.get("/sdapi/v1/progress")).hasRootCauseInstanceOf(IOException.class);
        job.exceptionally(e -> null).join();
        DemoWebUiServer.start(node.url().base().getPort(), models).close();
    }

    @Test
    void closingIsQuickWithoutAnyRequest() {
        node.close();
        node.close();
    }

    private CompletableFuture<HttpResponse<String>> post(ObjectNode request) {
        return client.postLater(TXT2IMG, request.toString());
    }

    /** Polls often, since a job of the tiny model ends quickly. */
    private static void untilTrue(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .until(condition);
    }

    private int step() {
        return client.get("/sdapi/v1/progress").at("/state/sampling_step").asInt();
    }

    private void assertIdle() {
        JsonNode progress = client.get("/sdapi/v1/progress");
        assertThat(progress.path("progress").asDouble(-1)).isZero();
        assertThat(progress.path("eta_relative").asDouble(-1)).isZero();
        assertThat(progress.at("/state/job_count").asInt(-1)).isZero();
        assertThat(progress.at("/state/job").asText("?")).isEmpty();
    }
}
