package dev.atelier.localgpu.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.SimulatedJob;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.webui.payload.GenerationRequest;
import dev.atelier.localgpu.webui.wire.NodeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class WebUiInterruptTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private WebUiClientFixture fixture;

    @BeforeEach
    void begin(@TempDir Path tempDir) {
        fixture = new WebUiClientFixture(tempDir);
    }

    @AfterEach
    void end() {
        fixture.close();
    }

    private static Stream<Consumer<WebUiSimulator>> kindsOfNodes() {
        return Stream.of(
                node -> node.speaks(ServerProfile.WEBUI_1_8),
                node -> node.speaks(ServerProfile.WEBUI_1_6), // knows no task ids
                WebUiSimulator::withoutPages);
    }

    private RunningTask sent(GenerationRequest order) {
        int before = fixture.node.generations();
        generation = fixture.webUiClient.generate(order);
        await().until(() -> fixture.node.generations() > before
                && fixture.webUiClient.running().find(order.taskId()).isPresent());
        return fixture.webUiClient.running().find(order.taskId()).orElseThrow();
    }

    private RunningTask sent() {
        return sent(fixture.order(TaskType.TXT2IMG, "{}"));
    }

    private CompletableFuture<GenerationResult> generation;

    /** Ends the job of the other client, so that ours begins. */
    private void endBy(SimulatedJob foreign) {
        fixture.node.interruptWhateverRuns();
        assertThat(foreign.isDone()).isTrue();
        awaitBusy();
    }

    private void awaitBusy() {
        await().until(() ->
                fixture.webUiClient.progress().filter(p -> !p.idle()).isPresent());
    }

    @ParameterizedTest
    @MethodSource("kindsOfNodes")
    void ourOwnTaskIsInterruptedAndAnsweredHalfDone(Consumer<WebUiSimulator> kind) {
        kind.accept(fixture.node);
        fixture.node.generatesIn(LONG);
        RunningTask task = sent();
        awaitBusy();

        assertThat(fixture.webUiClient.running().interrupt(task)).isTrue();

        try (GenerationResult half = WebUiClientFixture.join(generation)) {
            assertThat(half.outcome().images()).hasSize(1);
        }
        assertThat(fixture.node.interruptions()).isEqualTo(1);
        assertThat(fixture.webUiClient.running().find(task.taskId())).isEmpty();
        assertThat(fixture.webUiClient.running().interrupt(task)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kindsOfNodes")
    void aTaskThatWaitsBehindAnotherClientsIsNotInterrupted(Consumer<WebUiSimulator> kind) {
        kind.accept(fixture.node);
        SimulatedJob foreign = fixture.node.occupy(LONG);
        RunningTask task = sent();

        assertThat(fixture.webUiClient.running().interrupt(task)).isFalse();

        assertThat(foreign.wasInterrupted()).isFalse();
        assertThat(fixture.node.interruptions()).isZero();
    }

    @Test
    void withoutTaskIdsATaskThatHadToWaitCannotBeDistinguished() {
        fixture.node.withoutPages().generatesIn(LONG);
        SimulatedJob foreign = fixture.node.occupy(LONG);
        RunningTask task = sent();
        endBy(foreign);

        assertThat(fixture.webUiClient.running().interrupt(task)).isFalse();
        assertThat(fixture.node.interruptions()).isEqualTo(1);
    }

    @Test
    void withTaskIdsATaskThatHadToWaitIsInterruptedOnceItsTurnHasCome() {
        fixture.node.generatesIn(LONG);
        SimulatedJob foreign = fixture.node.occupy(LONG);
        RunningTask task = sent();
        endBy(foreign);

        assertThat(fixture.webUiClient.running().interrupt(task)).isTrue();

        WebUiClientFixture.join(generation).close();
    }

    @Test
    void aWebPageJobIsNeverTakenForOurs() {
        RunningTask task = new RunningTask("ours", true);
        Progress page = new Progress(0.5, 1, "20240101000000", false, false, "task(abc)", 0, 0, 0);

        assertThat(task.matches(page)).isFalse();
    }

    @Test
    void aJobThatTookThePlaceOfOursIsNotTakenForIt() {
        RunningTask task = new RunningTask("ours", true);
        task.observe(new Progress(0.5, 1, "20240101000000", false, false, "scripts_txt2img", 0, 0, 0));

        assertThat(task.matches(new Progress(0.1, 1, "20240101000007", false, false, "scripts_txt2img", 0, 0, 0)))
                .isFalse();
        assertThat(task.matches(new Progress(0.9, 1, "20240101000000", false, false, "scripts_txt2img", 0, 0, 0)))
                .isTrue();
        task.answered();
        assertThat(task.matches(new Progress(0.9, 1, "20240101000000", false, false, "scripts_txt2img", 0, 0, 0)))
                .isFalse();
    }

    @Test
    void aServerWithoutProgressIsNotInterrupted() {
        fixture.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP).generatesIn(Duration.ofMillis(500));
        RunningTask task = sent();

        assertThat(fixture.webUiClient.running().interrupt(task)).isFalse();

        WebUiClientFixture.join(generation).close();
    }

    @Test
    void anImageThatAnotherClientInterruptedIsNotTakenForWhole() {
        fixture.node.generatesIn(LONG);
        sent();
        awaitBusy();

        fixture.node.interruptWhateverRuns();

        NodeException failure = WebUiClientFixture.failure(generation);
        assertThat(failure.kind()).isEqualTo(NodeException.Kind.BROKEN);
        assertThat(failure).hasMessageContaining("interrupted");
    }

    @Test
    void theRunningJobIsQueriedSoonWithoutARequest() {
        fixture.node.withoutPages().generatesIn(LONG);
        sent();
        int before = fixture.node.requests("/sdapi/v1/progress").size();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> fixture.node.requests("/sdapi/v1/progress").size() > before);
    }
}
