package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.Fault;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jobs that cannot succeed, and what they do to those of others. Pauses and quarantine are as in production. */
@Timeout(90)
@Tag("slow")
class BadJobsTest {

    private static final String BAD = "bad";

    @TempDir
    Path tempDir;

    private final List<WebUiSimulator> simulators =
            List.of(WebUiSimulator.start(), WebUiSimulator.start(), WebUiSimulator.start());
    private LocalGpuFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
        fixture.quarantineMin = Duration.ofSeconds(5);
        fixture.settings = new JobExecutionConfiguration(
                Duration.ofSeconds(15),
                Duration.ofSeconds(3),
                Duration.ofMillis(500),
                3,
                Duration.ofSeconds(2),
                Duration.ofMinutes(15),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofMinutes(15),
                true);
        endpoint = fixture.endpoint();
    }

    @AfterEach
    void stop() {
        fixture.close();
        simulators.forEach(WebUiSimulator::close);
    }

    @ParameterizedTest
    @CsvSource({
        "1, UNKNOWN_UPSCALER, 1, could not find upscaler named SwinIR 4x",
        "1, WRONG_IMAGE_COUNT, 1, bad number of images passed",
        "1, SERVER_ERROR, 1, type must be number",
        "1, ERROR_500, 1, something broke",
        "1, DROP, 3, connection to the node was lost",
        "3, UNKNOWN_UPSCALER, 3, could not find upscaler named SwinIR 4x",
        "3, WRONG_IMAGE_COUNT, 2, bad number of images passed",
        "3, SERVER_ERROR, 2, type must be number",
        "3, ERROR_500, 2, something broke",
        "3, DROP, 2, connection to the node was lost",
    })
    void sixOfThemDelayAGoodOneByLessThanTenSeconds(int nodes, Fault fault, int calls, String words) {
        open(nodes, fault);

        List<InferenceJob> bad =
                IntStream.range(0, 6).mapToObj(i -> submit(BAD)).toList();
        long begin = System.nanoTime();
        InferenceJob good = submit("good");

        await().until(() -> fixture.hasEnded(good));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        assertThat(fixture.now(good).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        bad.forEach(job -> {
            await().atMost(Duration.ofSeconds(30)).until(() -> fixture.hasEnded(job));
            assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.FAILED);
            assertThat(fixture.now(job).error()).contains(words);
        });
        assertThat(simulators.stream().mapToInt(WebUiSimulator::generations).sum())
                .isEqualTo(6 * calls + 1);
        assertThat(fixture.nodes).allMatch(gpuNode -> gpuNode.condition().healthy());
    }

    @Test
    void whatTwoNodesFailAtEndsInTheWordsOfTheNode() {
        open(3, Fault.ERROR_500);

        InferenceJob job = submit(BAD);

        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).error())
                .isEqualTo("The node failed with status 500: RuntimeError: something broke in (path)");
    }

    @Test
    void whatOneNodeLacksIsTriedOnEachOtherOnce() {
        simulators.get(0).failsFor(BAD, Fault.UNKNOWN_UPSCALER);
        simulators.get(1).failsFor(BAD, Fault.UNKNOWN_UPSCALER);
        fixture.with(simulators.get(0), simulators.get(1), simulators.get(2)).open();

        List<InferenceJob> jobs =
                IntStream.range(0, 4).mapToObj(i -> submit(BAD)).toList();

        jobs.forEach(job -> {
            await().until(() -> fixture.hasEnded(job));
            assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        });
        assertThat(simulators.get(2).generations()).isEqualTo(4);
        assertThat(simulators.get(0).generations()).isLessThanOrEqualTo(4);
    }

    @Test
    void aJobOverItsTimeoutDoesNotComeFirstAgain() {
        JobExecutionConfiguration usual = fixture.settings;
        fixture.settings = new JobExecutionConfiguration(
                usual.lease(),
                usual.heartbeat(),
                usual.pollInterval(),
                2,
                Duration.ofMillis(1),
                Duration.ofSeconds(2), // enough for good jobs on a busy machine
                usual.checkpointAffinity(),
                usual.stopGrace(),
                usual.unservableTimeout(),
                true);
        open(1, Fault.HANG);
        InferenceJob slow = submit(BAD);
        List<InferenceJob> others =
                IntStream.range(0, 3).mapToObj(i -> submit("good")).toList();

        await().until(() -> fixture.hasEnded(slow));

        assertThat(fixture.now(slow).error()).contains("did not respond within 2.0 s");
        await().until(() -> others.stream().allMatch(fixture::hasEnded));
        assertThat(simulators.get(0).requests("/sdapi/v1/txt2img"))
                .extracting(request -> request.body().path("prompt").asText())
                .containsExactly(BAD, "good", "good", "good", BAD);
    }

    private void open(int nodes, Fault fault) {
        simulators.subList(0, nodes).forEach(node -> fixture.with(node.failsFor(BAD, fault)));
        fixture.open();
        await().until(() ->
                fixture.nodes.stream().allMatch(gpuNode -> gpuNode.condition().healthy()));
    }

    private InferenceJob submit(String prompt) {
        return fixture.submit(job().generatingOnNodes(FIRST_MODEL).on(endpoint), "{\"prompt\": \"" + prompt + "\"}");
    }
}
