package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.JobStatus;
import dev.atelier.localgpu.checkpoint.ModelFolder;
import dev.atelier.localgpu.testing.WebUiSimulator;
import dev.atelier.localgpu.workshop.Workshop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How nodes are given the models that their jobs need. */
@Timeout(20)
class PlacingTest {

    private static final String MINE = "mine.safetensors";

    @TempDir
    Path spool;

    @TempDir
    Path models;

    private final WebUiSimulator node = WebUiSimulator.start();
    private final CountDownLatch mayBeRead = new CountDownLatch(1);
    private Workshop workshop;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        workshop = new Workshop(spool);
        workshop.store = new ShelvingStore();
        endpoint = workshop.endpoint();
    }

    @AfterEach
    void stop() {
        mayBeRead.countDown();
        workshop.close();
        node.close();
    }

    @Test
    void aStoredCheckpointIsPlacedAndTheNodeIsToldToLook() throws IOException {
        mayBeRead.countDown();
        open(0);

        InferenceJob job = submit("weights");

        await().until(() -> workshop.hasEnded(job));
        assertThat(workshop.now(job).error()).isNull();
        assertThat(models.resolve("Stable-diffusion").resolve(MINE)).hasContent("weights");
        assertThat(node.requests("/sdapi/v1/refresh-checkpoints")).hasSize(1);
        assertThat(node.loadedModel()).isEqualTo(MINE);
        assertThat(node.generations()).isEqualTo(1);
    }

    @Test
    void aPlacedCheckpointIsNotPublishedAsTheNodesOwn() throws IOException {
        mayBeRead.countDown();
        open(0);
        InferenceJob job = submit("weights");
        await().until(() -> workshop.hasEnded(job));

        node.has(STABLE_DIFFUSION, FIRST_MODEL, MINE, "another.safetensors");

        await().until(() -> published("another.safetensors"));
        assertThat(published(MINE)).isFalse();
    }

    @Test
    void leasesAreRenewedWhileAModelIsPlaced() throws IOException {
        open(0);
        InferenceJob job = submit("weights");

        await().pollDelay(Duration.ofMillis(1500)) // more than two leases
                .until(() -> !workshop.hasEnded(job));
        mayBeRead.countDown();

        await().until(() -> workshop.hasEnded(job));
        assertThat(workshop.now(job).status()).isEqualTo(JobStatus.SUCCEED);
        assertThat(node.generations()).isEqualTo(1);
    }

    @Test
    void aModelThatDoesNotFitFailsTheJobInPlainWords() throws IOException {
        mayBeRead.countDown();
        open(3);

        InferenceJob job = submit("weights");

        await().until(() -> workshop.hasEnded(job));
        assertThat(workshop.now(job).error())
                .contains("attempt 3: model mine.safetensors of 7 bytes does not fit on the node");
        assertThat(node.generations()).isZero();
    }

    private void open(long maxBytes) throws IOException {
        Path folder = Files.createDirectories(models);
        workshop.with(
                        node.url(),
                        "*",
                        Optional.of(new ModelFolder(folder, maxBytes, workshop.store, Clock.systemUTC())))
                .open();
        await().until(() -> workshop.nodes.get(0).models().isPresent());
    }

    private InferenceJob submit(String weights) throws IOException {
        InferenceJob job = workshop.add(job().painting(MINE).on(endpoint), "{\"prompt\": \"a\"}");
        workshop.store.put(
                job.models().get(0).file(), new ByteArrayInputStream(weights.getBytes()), "application/octet-stream");
        InferenceJob started = job.start(job.created());
        workshop.runner.submit(started);
        return started;
    }

    private boolean published(String name) {
        return workshop.checkpoints
                .find(STABLE_DIFFUSION, new CheckpointFileName(name))
                .isPresent();
    }

    /** Reading a model waits for the test; once it was read, the node sees the file where it is placed. */
    private final class ShelvingStore extends InMemoryModelStore {

        private ShelvingStore() {
            super(Clock.systemUTC());
        }

        @Override
        public InputStream open(StorageUri location) throws IOException {
            if (location.fileName().equals(MINE)) {
                try {
                    mayBeRead.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                node.has(STABLE_DIFFUSION, FIRST_MODEL, MINE);
            }
            return super.open(location);
        }
    }
}
