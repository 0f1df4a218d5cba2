package dev.atelier.localgpu.node;

import static dev.atelier.application.testing.TestJobs.job;
import static dev.atelier.domain.checkpoint.CheckpointType.HYPERNETWORKS;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static dev.atelier.localgpu.testing.WebUiSimulator.FIRST_MODEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import dev.atelier.domain.inference.ModelReference;
import dev.atelier.localgpu.checkpoint.NodeModelCache;
import dev.atelier.localgpu.checkpoint.PlacedName;
import dev.atelier.localgpu.fixture.LocalGpuFixture;
import dev.atelier.localgpu.testing.WebUiSimulator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Installation of the models that jobs need. */
@Tag("slow")
@Timeout(60)
class PlacingTest {

    private static final String MINE = "mine.safetensors";
    private static final UserName ANN = new UserName("ann");

    @TempDir
    Path tempDir;

    @TempDir
    Path models;

    private final WebUiSimulator node = WebUiSimulator.start();
    private final CountDownLatch mayBeRead = new CountDownLatch(1);
    private final Checkpoint checkpoint = TestCheckpoints.checkpoint()
            .files(MINE)
            .by("ann")
            .openTo("user:ann")
            .build();
    private final ModelReference model = ModelReference.of(checkpoint, new CheckpointFileName(MINE));
    private LocalGpuFixture fixture;
    private Endpoint endpoint;

    @BeforeEach
    void prepare() {
        fixture = new LocalGpuFixture(tempDir);
        fixture.store = new ShelvingStore();
        fixture.users.save(new User(ANN, ANN, Set.of(), Clock.systemUTC().instant()));
        endpoint = fixture.endpoint();
    }

    @AfterEach
    void stop() {
        mayBeRead.countDown();
        fixture.close();
        node.close();
    }

    @Test
    void aStoredCheckpointIsInstalledAndTheNodeIsRefreshed() throws IOException {
        mayBeRead.countDown();
        open(0);

        InferenceJob job = submit("weights");

        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).error()).isNull();
        assertThat(placed()).hasContent("weights");
        assertThat(node.requests("/sdapi/v1/refresh-checkpoints")).hasSize(1);
        assertThat(node.loadedModel()).isEqualTo(PlacedName.of(model));
        assertThat(node.generations()).isEqualTo(1);
    }

    @Test
    void aPlacedCheckpointIsNotPublishedAsTheNodesOwn() throws IOException {
        mayBeRead.countDown();
        open(0);
        // Without a checkpoint of that name, which alone would prevent its publication.
        put(checkpoint.files().get(0).location(), "weights");
        InferenceJob job = submitNamed();
        await().until(() -> fixture.hasEnded(job));

        node.has(STABLE_DIFFUSION, FIRST_MODEL, PlacedName.of(model), "another.safetensors");

        await().until(() -> published("another.safetensors"));
        assertThat(published(MINE)).isFalse();
    }

    @Test
    void aHypernetworkIsPlacedAndListed() throws IOException {
        mayBeRead.countDown();
        open(0);
        Checkpoint network = TestCheckpoints.checkpoint()
                .type(HYPERNETWORKS)
                .files("h.pt")
                .by("ann")
                .openTo("user:ann")
                .build();
        fixture.checkpoints.add(network);
        put(network.files().get(0).location(), "weights");
        ModelReference hypernetwork = ModelReference.of(network, new CheckpointFileName("h.pt"));
        node.hasOnceRefreshed(HYPERNETWORKS, PlacedName.of(hypernetwork));

        InferenceJob job =
                submit(fixture.add(job().models(hypernetwork).on(endpoint), "{\"prompt\": \"a <hypernet:h:1>\"}"));

        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).error()).isNull();
        assertThat(models.resolve("hypernetworks").resolve(PlacedName.of(hypernetwork)))
                .exists();
    }

    @Test
    void leasesAreRenewedWhileAModelIsPlaced() throws IOException {
        open(0);
        InferenceJob job = submit("weights");

        await().pollDelay(Duration.ofMillis(1500)) // more than two leases
                .until(() -> !fixture.hasEnded(job));
        mayBeRead.countDown();

        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).status()).isEqualTo(InferenceJobStatus.SUCCEED);
        assertThat(node.generations()).isEqualTo(1);
    }

    @Test
    void aModelThatDoesNotFitFailsTheJobInPlainWords() throws IOException {
        mayBeRead.countDown();
        open(3);

        InferenceJob job = submit("weights");

        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).error()).startsWith("model mine.safetensors of 7 bytes does not fit on the node");
        assertThat(node.generations()).isZero();
    }

    @Test
    void aPlacedCheckpointThatIsDeletedLeavesTheNode() throws IOException {
        mayBeRead.countDown();
        open(0);
        InferenceJob job = submit("weights");
        await().until(() -> fixture.hasEnded(job));
        int refreshed = node.requests("/sdapi/v1/refresh-checkpoints").size();

        fixture.store.deleteAll(checkpoint.location());
        fixture.checkpoints.delete(checkpoint.id());

        await().until(() -> Files.notExists(placed()));
        await().until(() -> node.requests("/sdapi/v1/refresh-checkpoints").size() > refreshed);
        assertThat(published(MINE)).isFalse();
        InferenceJob late = submitNamed();
        await().until(() -> fixture.hasEnded(late));
        assertThat(fixture.now(late).error()).contains("model mine.safetensors is no longer in the store");
        assertThat(node.generations()).isEqualTo(1);
    }

    @Test
    void aPlacedCheckpointWhoseOwnerIsDeletedLeavesTheNodeAndComesBackWhenItIsUsed() throws IOException {
        mayBeRead.countDown();
        open(0);
        InferenceJob job = submit("weights");
        await().until(() -> fixture.hasEnded(job));

        fixture.users.delete(List.of(ANN));
        await().until(() -> Files.notExists(placed()));

        InferenceJob late = submitNamed();
        await().until(() -> fixture.hasEnded(late));
        assertThat(fixture.now(late).status()).isEqualTo(InferenceJobStatus.SUCCEED);
    }

    @Test
    void aConfigurationIsPlacedAndTheNodeIsNotAskedForIt() throws IOException {
        mayBeRead.countDown();
        open(0);
        Checkpoint configured = TestCheckpoints.checkpoint()
                .files(MINE, "mine.yaml")
                .by("ann")
                .openTo("user:ann")
                .build();
        fixture.checkpoints.add(configured);
        for (ModelFile file : configured.files()) {
            put(file.location(), "content");
        }

        InferenceJob job = submit(fixture.add(
                job().models(configured.files().stream()
                                .map(file -> ModelReference.of(configured, file.name()))
                                .toArray(ModelReference[]::new))
                        .on(endpoint),
                "{\"prompt\": \"a\"}"));

        await().until(() -> fixture.hasEnded(job));
        assertThat(fixture.now(job).error()).isNull();
        assertThat(models.resolve("Stable-diffusion/atelier-" + configured.id() + "/mine.yaml"))
                .hasContent("content");
    }

    private void open(long maxBytes) throws IOException {
        Path folder = Files.createDirectories(models);
        fixture.with(
                        node.url(),
                        "*",
                        Optional.of(new NodeModelCache(
                                folder, maxBytes, fixture.store, new InMemoryInspector(), Clock.systemUTC())))
                .open();
        await().until(() -> fixture.nodes.get(0).models().isPresent());
    }

    private InferenceJob submit(String weights) throws IOException {
        if (fixture.checkpoints.find(checkpoint.id()).isEmpty()) {
            fixture.checkpoints.add(checkpoint);
        }
        InferenceJob job = fixture.add(job().models(model).on(endpoint), "{\"prompt\": \"a\"}");
        put(job.models().get(0).file(), weights);
        return submit(job);
    }

    /** A job that names the checkpoint, whether it exists or not. */
    private InferenceJob submitNamed() {
        return submit(fixture.add(job().models(model).on(endpoint), "{\"prompt\": \"a\"}"));
    }

    private InferenceJob submit(InferenceJob job) {
        InferenceJob started = job.start(job.created());
        fixture.runner.submit(started);
        return started;
    }

    private void put(StorageUri location, String content) throws IOException {
        fixture.store.put(location, new ByteArrayInputStream(content.getBytes()), "application/octet-stream");
    }

    private Path placed() {
        return models.resolve("Stable-diffusion").resolve(PlacedName.of(model));
    }

    private boolean published(String name) {
        return fixture.checkpoints
                .find(STABLE_DIFFUSION, new CheckpointFileName(name))
                .filter(found -> found.origin() == Checkpoint.Origin.NODE)
                .isPresent();
    }

    /** Reading a model waits for the test; once it is read, the node sees the installed file. */
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
                node.has(
                        STABLE_DIFFUSION,
                        FIRST_MODEL,
                        PlacedName.at(location.toString().replaceFirst(".*/([0-9a-f-]{36}/[^/]+)$", "atelier-$1"))
                                .orElseThrow());
            }
            return super.open(location);
        }
    }
}
