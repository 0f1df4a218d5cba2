package dev.atelier.localgpu.inference;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.compute.JobProgress;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of a running job, and how they end it early. */
@Tag("slow")
class CutShortTest {

    private final WebUiSimulator node = WebUiSimulator.start();
    private LocalGpuFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void start(@TempDir Path tempDir) {
        node.generatesIn(Duration.ofMinutes(2));
        fixture = new LocalGpuFixture(tempDir).with(node).open();
        endpoint = fixture.endpoint(TestEndpoints.endpoint().realTime());
    }

    @AfterEach
    void stop() {
        fixture.close();
        node.close();
    }

    @Test
    void anInterruptedJobSucceedsWithTheImagesThatThereAre() {
        InferenceJob running = submit();
        awaitRunning(running);

        assertThat(fixture.runner.interrupt(running)).isTrue();

        await().until(() -> fixture.hasEnded(running));
        assertThat(fixture.now(running).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(fixture.now(running).images()).isNotEmpty();
        assertThat(node.interruptions()).isEqualTo(1);
        assertThat(node.generations()).isEqualTo(1);
    }

    @Test
    void aJobThatWaitsCannotBeInterruptedAndTheOneThatRunsIsLeftAlone() {
        InferenceJob running = submit();
        awaitRunning(running);
        InferenceJob waiting = submit();

        assertThat(fixture.runner.interrupt(waiting)).isFalse();
        assertThat(fixture.runner.skip(waiting)).isFalse();
        assertThat(fixture.runner.preview(waiting)).isEmpty();

        assertThat(node.interruptions()).isZero();
        assertThat(node.requests("/sdapi/v1/skip")).isEmpty();
        assertThat(fixture.hasEnded(running)).isFalse();
    }

    @Test
    void aPreviewIsTheNodesOwnAndAskedForOnceASecondAtMost() {
        InferenceJob running = submit();
        awaitRunning(running);
        await().untilAsserted(() -> assertThat(fixture.runner.preview(running))
                .hasValueSatisfying(image -> assertThat(image).isEqualTo(WebUiSimulator.preview())));
        int before = node.requests().size();
        for (int i = 0; i < 50; i++) {
            fixture.runner.preview(running);
        }
        assertThat(node.requests().size() - before).isLessThan(50);
    }

    @Test
    void aSkipIsPassedToTheNode() {
        InferenceJob running = submit();
        awaitRunning(running);

        assertThat(fixture.runner.skip(running)).isTrue();

        assertThat(node.requests("/sdapi/v1/skip")).hasSize(1);
        assertThat(fixture.hasEnded(running)).isFalse();
    }

    private InferenceJob submit() {
        return fixture.submit(
                job().realTime().on(endpoint).generatingOnNodes(FIRST_MODEL), "{\"prompt\": \"x\", \"n_iter\": 3}");
    }

    private void awaitRunning(InferenceJob job) {
        await().until(() -> fixture.runner
                .progress(job)
                .filter(progress -> progress instanceof JobProgress.Running running
                        && running.sampling().isPresent())
                .isPresent());
    }
}
