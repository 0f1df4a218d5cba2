package dev.atelier.localgpu.webui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.domain.inference.TaskType;
import dev.atelier.localgpu.testing.SimulatedJob;
import dev.atelier.localgpu.webui.payload.GenerationRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process sees of a task that another one, here another client, has sent. */
@Tag("slow")
class ReplicaTasksTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private WebUiClientFixture fixture;
    private WebUiClient other;

    @BeforeEach
    void begin(@TempDir Path tempDir) {
        fixture = new WebUiClientFixture(tempDir);
        fixture.node.generatesIn(LONG);
        other = new WebUiClient(fixture.node.url(), WebUiClientFixture.TIMEOUTS);
    }

    @AfterEach
    void end() {
        other.close();
        fixture.close();
    }

    @Test
    void itsProgressAndImageAreThoseOfTheNode() {
        String task = sent();

        await().until(() -> other.ofReplicas().preview(task).isPresent());
        await().until(() -> other.ofReplicas()
                .progress(task)
                .filter(progress -> progress.steps() == 20)
                .isPresent());
    }

    @Test
    void whatTheNodeRunsForOthersIsNotTakenForIt() {
        SimulatedJob foreign = fixture.node.occupy(LONG);
        await().until(foreign::hasBegun);
        String task = sent();
        assertThat(other.ofReplicas().progress(task)).isEmpty();
        assertThat(other.ofReplicas().preview(task)).isEmpty();
    }

    @Test
    void aNodeThatKnowsNoTasksReportsNothing() {
        fixture.node.withoutPages();
        String task = sent();
        await().until(() ->
                fixture.webUiClient.progress().filter(found -> !found.idle()).isPresent());
        assertThat(other.ofReplicas().progress(task)).isEmpty();
        assertThat(other.ofReplicas().preview(task)).isEmpty();
    }

    @Test
    void theNodeIsAskedOnceASecond() {
        String task = sent();
        await().until(() -> other.ofReplicas().progress(task).isPresent());
        int before = fixture.node.requests("/internal/progress").size();
        for (int i = 0; i < 100; i++) {
            assertThat(other.ofReplicas().progress(task)).isPresent();
        }
        assertThat(fixture.node.requests("/internal/progress").size() - before).isLessThan(20);
    }

    private String sent() {
        int before = fixture.node.generations();
        GenerationRequest order = fixture.order(TaskType.TXT2IMG, "{}");
        CompletableFuture<GenerationResult> generation = fixture.webUiClient.generate(order);
        await().until(() -> fixture.node.generations() > before || generation.isDone());
        return order.taskId();
    }
}
