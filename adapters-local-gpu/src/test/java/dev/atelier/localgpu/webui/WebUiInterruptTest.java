package dev.atelier.localgpu.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.testing.ServerProfile;
import dev.atelier.localgpu.testing.SimulatedJob;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WebUiInterruptTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private WebUiClientFixture sitting;

    @BeforeEach
    void begin(@TempDir Path spool) {
        sitting = new WebUiClientFixture(spool);
    }

    @AfterEach
    void end() {
        sitting.close();
    }

    private static Stream<Consumer<WebUiSimulator>> kindsOfNodes() {
        return Stream.of(
                node -> node.speaks(ServerProfile.WEBUI_1_8),
                node -> node.speaks(ServerProfile.WEBUI_1_6), // knows no task ids
                WebUiSimulator::withoutPages);
    }

    private RunningTask sent(GenerationRequest order) {
        int before = sitting.node.generations();
        generation = sitting.webUiClient.generate(order);
        await().until(() -> sitting.node.generations() > before
                && sitting.webUiClient.running(order.taskId()).isPresent());
        return sitting.webUiClient.running(order.taskId()).orElseThrow();
    }

    private RunningTask sent() {
        return sent(sitting.order(TaskType.TXT2IMG, "{}"));
    }

    private CompletableFuture<GenerationResult> generation;

    /** Whoever owns the job stops it, and ours begins. */
    private void endBy(SimulatedJob foreign) {
        sitting.node.interruptWhateverRuns();
        assertThat(foreign.isDone()).isTrue();
        awaitBusy();
    }

    private void awaitBusy() {
        await().until(() ->
                sitting.webUiClient.progress().filter(p -> !p.idle()).isPresent());
    }

    @ParameterizedTest
    @MethodSource("kindsOfNodes")
    void ourOwnTaskIsInterruptedAndAnsweredHalfDone(Consumer<WebUiSimulator> kind) {
        kind.accept(sitting.node);
        sitting.node.generatesIn(LONG);
        RunningTask task = sent();
        awaitBusy();

        assertThat(sitting.webUiClient.interrupt(task)).isTrue();

        try (GenerationResult half = WebUiClientFixture.join(generation)) {
            assertThat(half.outcome().images()).hasSize(1);
        }
        assertThat(sitting.node.interruptions()).isEqualTo(1);
        assertThat(sitting.webUiClient.running(task.taskId())).isEmpty();
        assertThat(sitting.webUiClient.interrupt(task)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("kindsOfNodes")
    void aTaskThatWaitsBehindSomebodyElsesIsNotInterrupted(Consumer<WebUiSimulator> kind) {
        kind.accept(sitting.node);
        SimulatedJob foreign = sitting.node.occupy(LONG);
        RunningTask task = sent();

        assertThat(sitting.webUiClient.interrupt(task)).isFalse();

        assertThat(foreign.wasInterrupted()).isFalse();
        assertThat(sitting.node.interruptions()).isZero();
    }

    @Test
    void withoutTaskIdsATaskThatHadToWaitCannotBeToldFromOthers() {
        sitting.node.withoutPages().generatesIn(LONG);
        SimulatedJob foreign = sitting.node.occupy(LONG);
        RunningTask task = sent();
        endBy(foreign);

        assertThat(sitting.webUiClient.interrupt(task)).isFalse();
        assertThat(sitting.node.interruptions()).isEqualTo(1);
    }

    @Test
    void withTaskIdsATaskThatHadToWaitIsInterruptedOnceItsTurnHasCome() {
        sitting.node.generatesIn(LONG);
        SimulatedJob foreign = sitting.node.occupy(LONG);
        RunningTask task = sent();
        endBy(foreign);

        assertThat(sitting.webUiClient.interrupt(task)).isTrue();

        WebUiClientFixture.join(generation).close();
    }

    @Test
    void aJobOfThePagesIsNeverTakenForOurs() {
        RunningTask task = new RunningTask("ours", true);
        Progress page = new Progress(0.5, 1, "20240101000000", false, false, "task(abc)");

        assertThat(task.matches(page)).isFalse();
    }

    @Test
    void aJobThatTookThePlaceOfOursIsNotTakenForIt() {
        RunningTask task = new RunningTask("ours", true);
        task.observe(new Progress(0.5, 1, "20240101000000", false, false, "scripts_txt2img"));

        assertThat(task.matches(new Progress(0.1, 1, "20240101000007", false, false, "scripts_txt2img")))
                .isFalse();
        assertThat(task.matches(new Progress(0.9, 1, "20240101000000", false, false, "scripts_txt2img")))
                .isTrue();
        task.answered();
        assertThat(task.matches(new Progress(0.9, 1, "20240101000000", false, false, "scripts_txt2img")))
                .isFalse();
    }

    @Test
    void aServerThatTellsNothingIsNotInterrupted() {
        sitting.node.speaks(ServerProfile.STABLE_DIFFUSION_CPP).generatesIn(Duration.ofMillis(500));
        RunningTask task = sent();

        assertThat(sitting.webUiClient.interrupt(task)).isFalse();

        WebUiClientFixture.join(generation).close();
    }

    @Test
    void anImageThatSomebodyElseInterruptedIsNotTakenForWhole() {
        sitting.node.generatesIn(LONG);
        sent();
        awaitBusy();

        sitting.node.interruptWhateverRuns();

        NodeException failure = WebUiClientFixture.failure(generation);
        assertThat(failure.kind()).isEqualTo(NodeException.Kind.BROKEN);
        assertThat(failure).hasMessageContaining("interrupted");
    }

    @Test
    void aTaskIsLookedForSoonEvenWhenNobodyAsks() {
        sitting.node.withoutPages().generatesIn(LONG);
        sent();
        int before = sitting.node.requests("/sdapi/v1/progress").size();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> sitting.node.requests("/sdapi/v1/progress").size() > before);
    }
}
