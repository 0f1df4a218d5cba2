package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobId;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.TestJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Progress of the jobs that clients gave a name. */
class TaskProgressTest extends RunningJobsFixture {

    private static final byte[] PREVIEW = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9};

    @Test
    void aJobThatWaitsIsQueuedAndSaysItsPlace() {
        server.rest.atelier.backend.progressIs(new JobProgress.Waiting(3));
        server.rest.atelier.backend.estimatedWaitIs(Duration.ofSeconds(8));
        begin("txt2img", "mine");

        assertThat(ask(ann, "mine").object())
                .isEqualTo(inactive(true, false, "Waiting: place 3 in the queue, about 8 s"));
    }

    @Test
    void aJobThatRunsHasTheNodesProgressAndAPreviewThatIsSentOnce() {
        server.rest.atelier.backend.previewOf(job -> Optional.of(PREVIEW));
        server.rest.atelier.backend.progressIs(running());
        begin("txt2img", "mine");

        HttpResult first = ask(ann, "mine");

        assertThat(first.object())
                .containsEntry("active", true)
                .containsEntry("queued", false)
                .containsEntry("completed", false)
                .containsEntry("progress", 0.35)
                .containsEntry("eta", 2.5)
                .containsEntry("live_preview", "data:image/jpeg;base64," + base64(PREVIEW))
                .containsEntry("textinfo", null);
        long id = ((Number) first.at("id_live_preview")).longValue();
        assertThat(id).isNotNegative();
        assertThat(ask(ann, Map.of("id_task", "mine", "id_live_preview", id)).object())
                .containsEntry("live_preview", null)
                .containsEntry("id_live_preview", first.at("id_live_preview"));
        assertThat(ask(ann, Map.of("id_task", "mine", "id_live_preview", -1, "live_preview", false))
                        .object())
                .containsEntry("live_preview", null)
                .containsEntry("id_live_preview", -1);
        server.rest.atelier.backend.previewOf(job -> Optional.of(new byte[] {1}));
        assertThat(ask(ann, Map.of("id_task", "mine", "id_live_preview", id)).at("live_preview"))
                .isEqualTo("data:image/png;base64," + base64(new byte[] {1}));
    }

    @Test
    void aJobWhoseBackendSaysNothingIsActive() {
        begin("txt2img", "mine");

        assertThat(ask(ann, "mine").object())
                .containsEntry("active", true)
                .containsEntry("progress", 0.0)
                .containsEntry("eta", null)
                .containsEntry("live_preview", null)
                .containsEntry("id_live_preview", -1);
    }

    @Test
    void aJobThatHasEndedIsCompletedAndOfTwoWithOneNameTheLaterCounts() {
        CompletableFuture<HttpResult> reply = begin("img2img", "mine");
        server.end(server.newest().id());
        reply.join();

        assertThat(ask(ann, "mine").object()).isEqualTo(inactive(false, true, "Waiting..."));

        server.rest.atelier.backend.progressIs(running());
        begin("txt2img", "mine");

        assertThat(ask(ann, "mine").at("active")).isEqualTo(true);
    }

    @Test
    void eachJobHasItsOwnProgress() {
        begin("txt2img", "first");
        InferenceJob first = server.newest();
        begin("txt2img", "second");
        server.rest.atelier.backend.progressOf(
                job -> Optional.of(job.id().equals(first.id()) ? running() : new JobProgress.Waiting(1)));

        assertThat(ask(ann, "first").at("active")).isEqualTo(true);
        assertThat(ask(ann, "second").at("queued")).isEqualTo(true);
    }

    @Test
    void anotherUsersNameIsAsUnknownAsAny() {
        server.rest.atelier.backend.progressIs(running());
        begin("txt2img", "mine");

        Map<String, Object> unknown = inactive(false, false, "Waiting...");
        assertThat(ask(server.bob(), "mine").object()).isEqualTo(unknown);
        assertThat(ask(ann, "yours").object()).isEqualTo(unknown);
        assertThat(ask(ann, "mine").at("active")).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"id_task\": null}", "{\"id_task\": \"\"}"})
    void withoutANameNoJobIsMeant(String body) {
        begin("txt2img", "");

        assertThat(ann.send("POST", "/internal/progress", body).object())
                .isEqualTo(inactive(false, false, "Waiting..."));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id_task\": [1]}",
                "{\"id_task\": \"a\", \"id_live_preview\": \"x\"}",
                "{\"live_preview\": \"perhaps\"}"
            })
    void whatCannotBeReadIsAnsweredAsWebUiDoes(String body) {
        HttpResult reply = ann.send("POST", "/internal/progress", body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat((String) reply.at("detail.0.msg")).isNotBlank();
    }

    @Test
    void theOldestNamesAreForgottenAndEndlessOnesNotKept() {
        TaskIds tasks = new TaskIds();
        UserName user = new UserName("ann");
        InferenceJobId job = new InferenceJobId(UUID.randomUUID());
        Stream.iterate(0, i -> i + 1).limit(20_000).forEach(i -> tasks.remember(user, "task " + i, job));
        tasks.remember(user, "x".repeat(100_000), job);

        assertThat(tasks.find(user, "task 0")).isEmpty();
        assertThat(tasks.find(user, "task 19999")).contains(job);
        assertThat(tasks.find(user, "x".repeat(100_000))).isEmpty();
    }

    private CompletableFuture<HttpResult> begin(String task, String name) {
        String png = base64("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1));
        return server.begin(
                ann, task, TestJson.write(Map.of("prompt", "x", "init_images", List.of(png), "force_task_id", name)));
    }

    private static HttpResult ask(Http client, String name) {
        return ask(client, Map.of("id_task", name, "id_live_preview", -1, "live_preview", true));
    }

    private static HttpResult ask(Http client, Map<String, Object> body) {
        HttpResult reply = client.send("POST", "/internal/progress", TestJson.write(body));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply;
    }

    private static Map<String, Object> inactive(boolean queued, boolean completed, String text) {
        Map<String, Object> answer = new HashMap<>(Map.of(
                "active", false, "queued", queued, "completed", completed, "id_live_preview", -1, "textinfo", text));
        answer.put("progress", null);
        answer.put("eta", null);
        answer.put("live_preview", null);
        return answer;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
