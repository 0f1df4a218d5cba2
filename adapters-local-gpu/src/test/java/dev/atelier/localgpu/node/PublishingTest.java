package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.domain.checkpoint.CheckpointType.LORA;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Publication of node models as checkpoints. */
@Timeout(60)
class PublishingTest {

    @TempDir
    Path tempDir;

    private final WebUiSimulator first = WebUiSimulator.start().has(STABLE_DIFFUSION, "a.safetensors", "b.safetensors");
    private final WebUiSimulator second = WebUiSimulator.start().has(STABLE_DIFFUSION, "b.safetensors");
    private LocalGpuFixture fixture;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
    }

    @AfterEach
    void stop() {
        fixture.close();
        first.close();
        second.close();
    }

    @Test
    void whatTheNodesHaveIsActiveAndOpenToEveryone() {
        first.has(LORA, "l.safetensors");
        fixture.with(first, second).open();

        await().untilAsserted(() -> {
            assertThat(status(LORA, "l.safetensors")).contains(CheckpointStatus.ACTIVE);
            assertThat(status(STABLE_DIFFUSION, "a.safetensors")).contains(CheckpointStatus.ACTIVE);
            assertThat(status(STABLE_DIFFUSION, "b.safetensors")).contains(CheckpointStatus.ACTIVE);
        });
    }

    @Test
    void filesOfOneNameInTwoFoldersOfANodeAreTwoCheckpointsThatJobsCanName() {
        first.has(STABLE_DIFFUSION, "one/x.safetensors", "two/x.safetensors");
        fixture.with(first).open();
        Endpoint endpoint = fixture.endpoint();
        await().untilAsserted(() -> {
            assertThat(status(STABLE_DIFFUSION, "two/x.safetensors")).contains(CheckpointStatus.ACTIVE);
            assertThat(status(STABLE_DIFFUSION, "one/x.safetensors")).contains(CheckpointStatus.ACTIVE);
        });
        assertThat(status(STABLE_DIFFUSION, "x.safetensors")).isEmpty();

        InferenceJob job =
                fixture.submit(job().generatingOnNodes("two/x.safetensors").on(endpoint));

        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).error()).isNull();
        assertThat(first.loadedModel()).isEqualTo("two/x.safetensors");
    }

    @Test
    void whatAppearsAndVanishesOnNodesIsFollowed() {
        fixture.with(first, second).open();
        await().until(() -> status(STABLE_DIFFUSION, "a.safetensors").isPresent());

        first.has(STABLE_DIFFUSION, "c.safetensors");

        await().until(() -> status(STABLE_DIFFUSION, "c.safetensors").isPresent());
        await().until(() -> !status(STABLE_DIFFUSION, "a.safetensors").equals(Optional.of(CheckpointStatus.ACTIVE)));
        assertThat(status(STABLE_DIFFUSION, "b.safetensors")).contains(CheckpointStatus.ACTIVE);
    }

    @Test
    void nothingIsRemovedUntilAllNodesHaveReported() {
        fixture.checkpoints.add(Checkpoint.onNodes(
                STABLE_DIFFUSION,
                new CheckpointFileName("x.safetensors"),
                new StorageUri("atelier", "x"),
                new UserName("api"),
                Instant.now()));
        second.close();
        fixture.with(first, second).open();

        await().until(() -> status(STABLE_DIFFUSION, "a.safetensors").isPresent());

        assertThat(status(STABLE_DIFFUSION, "x.safetensors")).contains(CheckpointStatus.ACTIVE);
    }

    @Test
    void aNameThatIsNotAllowedIsPassedOver() {
        first.has(STABLE_DIFFUSION, ".hidden.safetensors", "a.safetensors");
        fixture.with(first).open();

        await().until(() -> status(STABLE_DIFFUSION, "a.safetensors").isPresent());

        assertThat(fixture.checkpoints.findAllOnNodes()).hasSize(1);
    }

    private Optional<CheckpointStatus> status(CheckpointType type, String file) {
        return fixture.checkpoints.find(type, new CheckpointFileName(file)).map(Checkpoint::status);
    }
}
