package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.TestJson;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Progress, interrupt and skip, of the caller's own jobs. */
class ProgressTest extends RunningJobsFixture {

    private static final String PROGRESS = "/sdapi/v1/progress?skip_current_image=false";

    @Test
    void idleHasAllKeys() {
        HttpResult idle = ann.get(PROGRESS);
        assertIdle(idle);
        assertThat(idle.object())
                .containsOnlyKeys("progress", "eta_relative", "state", "current_image", "textinfo")
                .containsEntry("current_image", null);
        assertThat(TestJson.at(idle.json(), "state"))
                .containsKeys(
                        "job", "job_count", "job_no", "sampling_step", "sampling_steps", "skipped", "interrupted");
    }

    @Test
    void queuedIsBusyAndSaysItsPlace() {
        server.rest.atelier.backend.progressIs(new JobProgress.Waiting(3));
        server.begin(ann);
        HttpResult busy = ann.get(PROGRESS);
        assertThat(((Number) busy.at("progress")).doubleValue()).isPositive();
        assertThat(busy.at("state.job_count")).isEqualTo(1);
        assertThat(busy.at("state.job")).isEqualTo("scripts_txt2img");
        assertThat((String) busy.at("textinfo")).contains("place 3");
        assertThat(busy.object()).containsKeys("eta_relative", "current_image");
    }

    @Test
    void queuedSaysHowLongWhereThatIsKnown() {
        server.rest.atelier.backend.progressIs(new JobProgress.Waiting(3));
        server.rest.atelier.backend.estimatedWaitIs(Duration.ofMillis(12_300));
        server.begin(ann);
        HttpResult busy = ann.get(PROGRESS);
        assertThat(busy.at("eta_relative")).isEqualTo(12.3);
        assertThat((String) busy.at("textinfo")).isEqualTo("Waiting: place 3 in the queue, about 13 s");
    }

    @Test
    void aRunningJobHasTheNodesOwnStepsEstimateAndPreview() {
        byte[] preview = {1, 2, 3};
        server.rest.atelier.backend.previewOf(job -> Optional.of(preview));
        server.rest.atelier.backend.progressIs(running());
        server.begin(ann);
        HttpResult busy = ann.get(PROGRESS);
        assertThat(busy.at("progress")).isEqualTo(0.35);
        assertThat(busy.at("eta_relative")).isEqualTo(2.5);
        assertThat(busy.at("state.sampling_step")).isEqualTo(7);
        assertThat(busy.at("state.sampling_steps")).isEqualTo(20);
        assertThat(Base64.getDecoder().decode((String) busy.at("current_image")))
                .isEqualTo(preview);
        assertThat(ann.get("/sdapi/v1/progress?skip_current_image=true").object())
                .containsEntry("current_image", null);
        assertIdle(server.bob().get(PROGRESS));
    }

    @Test
    void theOldestRunningJobIsShownThoughOlderOnesWait() {
        server.begin(ann);
        InferenceJob first = server.newest();
        server.begin(ann);
        InferenceJob second = server.newest();
        server.rest.atelier.backend.progressOf(job -> Optional.of(
                job.id().equals(first.id())
                        ? new JobProgress.Waiting(1)
                        : running(job.id().equals(second.id()) ? 5 : 9)));
        server.begin(ann);
        assertThat(ann.get(PROGRESS).at("state.sampling_step")).isEqualTo(5);
        assertThat(ann.get(PROGRESS).at("state.job_count")).isEqualTo(3);
        assertThat(ann.get("/queue/status").at("queue_size")).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "\"\"", ""})
    void anInterruptedJobEndsWithWhatThereIs(String body) {
        server.rest.atelier.backend.interruptedWith(job -> Optional.of(server.result(job)));
        CompletableFuture<HttpResult> reply = server.begin(ann);

        HttpResult interrupt = ann.send("POST", "/sdapi/v1/interrupt", body);

        assertThat(interrupt.object()).isEmpty();
        assertThat(reply.join().status()).isEqualTo(200);
        assertThat((List<?>) reply.join().at("images")).hasSize(1);
        assertThat(server.newest().status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertIdle(ann.get(PROGRESS));
    }

    @Test
    void aJobThatWaitsIsCanceledAndItsRequestEndsWithoutImages() {
        CompletableFuture<HttpResult> reply = server.begin(ann);
        InferenceJob job = server.newest();
        assertThat(ann.send("POST", "/sdapi/v1/interrupt").object()).isEmpty();

        assertThat(reply.join().object()).containsEntry("images", List.of()).containsKeys("parameters", "info");
        assertThat((String) reply.join().at("info")).contains("all_seeds");
        assertThat(server.rest.atelier.jobs.find(job.id()).orElseThrow().status())
                .isEqualTo(InferenceJobStatus.CANCELED);
        assertThat(ann.get(PROGRESS).at("state.interrupted")).isEqualTo(false);
    }

    @Test
    void interruptedIsShownUntilTheJobEndsAndNotOfTheNextOne() {
        server.rest.atelier.backend.interruptedWith(job -> {
            throw new AssertionError("bob has no job");
        });
        CompletableFuture<HttpResult> reply = server.begin(ann);
        InferenceJob first = server.newest();
        assertThat(server.bob().send("POST", "/sdapi/v1/interrupt").object()).isEmpty();
        assertThat(server.bob().send("POST", "/sdapi/v1/skip").text()).isEqualTo("null");
        assertThat(reply).isNotDone();
        server.rest.atelier.backend.interruptedWith(job -> Optional.of(server.result(job)));
        ann.send("POST", "/sdapi/v1/interrupt");
        reply.join();
        server.begin(ann);
        assertThat(server.newest().id()).isNotEqualTo(first.id());
        assertThat(ann.get(PROGRESS).at("state.interrupted")).isEqualTo(false);
    }

    @Test
    void skipIsPassedToTheNodeOfTheUsersJob() {
        server.begin(ann);
        InferenceJob job = server.newest();
        assertThat(server.bob().send("POST", "/sdapi/v1/skip").text()).isEqualTo("null");
        assertThat(server.rest.atelier.backend.skipped()).isEmpty();
        assertThat(ann.send("POST", "/sdapi/v1/skip", "{}").text()).isEqualTo("null");
        assertThat(server.rest.atelier.backend.skipped()).containsExactly(job.id());
    }

    @Test
    void nothingIsInterruptedWhereNothingRuns() {
        assertThat(ann.send("POST", "/sdapi/v1/interrupt").object()).isEmpty();
        assertThat(ann.send("POST", "/sdapi/v1/skip").text()).isEqualTo("null");
    }

    private static JobProgress running(int step) {
        return new JobProgress.Running(
                Optional.of("n"),
                Optional.empty(),
                Optional.of(new JobProgress.Sampling(step, 20, 0.5, Optional.empty())));
    }

    private static void assertIdle(HttpResult progress) {
        assertThat(progress.at("progress")).isEqualTo(0.0);
        assertThat(progress.at("state.job_count")).isEqualTo(0);
        assertThat(progress.at("state.job")).isEqualTo("");
        assertThat(progress.at("state.interrupted")).isEqualTo(false);
    }
}
