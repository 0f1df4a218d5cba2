package dev.atelier.localgpu.checkpoint;

import static dev.atelier.domain.checkpoint.CheckpointType.EMBEDDINGS;
import static dev.atelier.domain.checkpoint.CheckpointType.LORA;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.checkpoint.PublishNodeModels.NodeModel;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.inference.UsedModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {

    private static final Map<CheckpointType, Set<String>> NOTHING = Map.of(STABLE_DIFFUSION, Set.of(), LORA, Set.of());

    private final SettableClock clock = new SettableClock();
    private final LocalStore store = new LocalStore(clock);

    @TempDir
    Path webUi;

    private Path models;
    private ModelFolder folder;

    @BeforeEach
    void prepare() throws IOException {
        models = Files.createDirectory(webUi.resolve("models"));
        folder = folder(0);
    }

    @Test
    void copiesAModelFromTheStore() throws IOException {
        UsedModel model = stored(STABLE_DIFFUSION, "a.safetensors", "weights");
        assertThat(folder.lacks(List.of(model), NOTHING)).isTrue();

        assertThat(provide(model)).containsExactly(STABLE_DIFFUSION);

        Path placed = models.resolve("Stable-diffusion/a.safetensors");
        assertThat(placed).hasContent("weights");
        assertThat(filesIn(placed.getParent())).containsExactly("a.safetensors");
        assertThat(folder.lacks(List.of(model), listing(STABLE_DIFFUSION, "a.safetensors")))
                .isFalse();
    }

    @Test
    void linksAModelWhereItCan() throws IOException {
        UsedModel model = stored(LORA, "l.safetensors", "weights");
        Path source = Files.writeString(webUi.resolve("stored"), "weights");
        store.local = source;

        provide(model);

        assertThat(Files.isSameFile(models.resolve("Lora/l.safetensors"), source))
                .isTrue();
        assertThat(store.opened).isZero();
    }

    @Test
    void copiesWhatCannotBeLinked() throws IOException {
        UsedModel model = stored(LORA, "l.safetensors", "weights");
        store.local = webUi.resolve("gone");

        provide(model);

        assertThat(models.resolve("Lora/l.safetensors")).hasContent("weights");
    }

    @Test
    void eachTypeHasItsFolderAndEmbeddingsLieBesideModels() throws IOException {
        for (CheckpointType type : CheckpointType.values()) {
            provide(stored(type, "m.pt", type.word()));
        }

        assertThat(models.resolve("Stable-diffusion/m.pt")).hasContent("Stable-diffusion");
        assertThat(models.resolve("Lora/m.pt")).exists();
        assertThat(models.resolve("VAE/m.pt")).exists();
        assertThat(models.resolve("ControlNet/m.pt")).exists();
        assertThat(models.resolve("hypernetworks/m.pt")).exists();
        assertThat(webUi.resolve("embeddings/m.pt")).exists();
    }

    @Test
    void whatTheNodeHasElsewhereIsNotPlaced() {
        UsedModel lora = stored(LORA, "l.safetensors", "weights");

        assertThat(folder.lacks(List.of(lora), listing(LORA, "l.safetensors"))).isFalse();
        assertThat(folder.lacks(List.of(lora), listing(LORA, "l"))).isFalse();
        assertThat(folder.lacks(List.of(lora), listing(LORA, "k"))).isTrue();
    }

    @Test
    void whatIsNotStoredIsNotPlaced() throws IOException {
        UsedModel onNode =
                new UsedModel(STABLE_DIFFUSION, "n", new CheckpointId(UUID.randomUUID()), null, location("x"));

        assertThat(folder.lacks(List.of(onNode, UsedModel.word(CheckpointType.VAE, "None")), NOTHING))
                .isFalse();
        assertThat(provide(onNode)).isEmpty();
    }

    @Test
    void aFileOfThatNameWhichIsNotOursIsUsedAsItIs() throws IOException {
        Path theirs = write("Stable-diffusion/a.safetensors", "theirs");
        UsedModel model = stored(STABLE_DIFFUSION, "a.safetensors", "ours");

        assertThat(provide(model)).containsExactly(STABLE_DIFFUSION);

        assertThat(theirs).hasContent("theirs");
        assertThat(folder.placed()).isEmpty();
    }

    @Test
    void anotherCheckpointOfTheSameNameReplacesTheOneThatWePlaced() throws IOException {
        provide(stored(LORA, "l.safetensors", "first"));

        provide(stored(LORA, "l.safetensors", "second"), listing(LORA, "l.safetensors"));

        assertThat(models.resolve("Lora/l.safetensors")).hasContent("second");
    }

    @Test
    void theLeastRecentlyUsedLeavesWhenTheBoundIsReached() throws IOException {
        folder = folder(20);
        UsedModel a = stored(STABLE_DIFFUSION, "a", "0123456789");
        UsedModel b = stored(LORA, "b", "0123456789");
        provide(a);
        clock.pass(Duration.ofMinutes(1));
        provide(b);
        clock.pass(Duration.ofMinutes(1));
        folder.pin(List.of(a)).close();
        clock.pass(Duration.ofMinutes(1));

        Set<CheckpointType> changed =
                folder(20).provide(List.of(stored(STABLE_DIFFUSION, "c", "0123456789")), NOTHING, () -> true);

        assertThat(changed).containsExactlyInAnyOrder(STABLE_DIFFUSION, LORA);
        assertThat(filesIn(models.resolve("Stable-diffusion"))).containsExactlyInAnyOrder("a", "c");
        assertThat(filesIn(models.resolve("Lora"))).isEmpty();
    }

    @Test
    void whatOthersPutThereNeverLeaves() throws IOException {
        folder = folder(10);
        Path theirs = write("Lora/theirs", "0123456789");
        provide(stored(LORA, "a", "0123456789"));
        // Somebody replaces ours with a file of their own.
        Path replaced = write("Lora/a", "something else");

        provide(stored(LORA, "b", "0123456789"));
        provide(stored(LORA, "c", "0123456789"));

        assertThat(theirs).exists();
        assertThat(replaced).hasContent("something else");
        assertThat(filesIn(models.resolve("Lora"))).containsExactlyInAnyOrder("theirs", "a", "c");
    }

    @Test
    void whatARunningJobUsesDoesNotLeave() throws IOException {
        folder = folder(15);
        UsedModel used = stored(LORA, "used", "0123456789");
        provide(used);
        UsedModel next = stored(LORA, "next", "0123456789");

        try (Pins.Pin pin = folder.pin(List.of(used))) {
            assertThat(pin).isNotNull();
            assertThatThrownBy(() -> provide(next))
                    .isInstanceOf(ModelNotPlaced.class)
                    .hasMessage(
                            "model next of 10 bytes does not fit on the node: models may take 15 bytes there, and 10"
                                    + " of them are in use");
        }
        provide(next);

        assertThat(filesIn(models.resolve("Lora"))).containsExactly("next");
    }

    @Test
    void aModelThatIsNotStoredAnyMoreIsToldApart() {
        UsedModel gone =
                new UsedModel(LORA, "gone", new CheckpointId(UUID.randomUUID()), location("gone"), location("folder"));

        assertThatThrownBy(() -> provide(gone))
                .isInstanceOf(ModelNotPlaced.class)
                .hasMessage("model gone does not lie in the store any more");
    }

    @Test
    void aDeliveryThatNobodyWantsAnyMoreLeavesNothing() {
        UsedModel model = stored(LORA, "l", "weights");

        assertThatThrownBy(() -> folder.provide(List.of(model), NOTHING, () -> false))
                .isInstanceOf(CancellationException.class);

        assertThat(filesIn(models.resolve("Lora"))).isEmpty();
    }

    @Test
    void aNameCannotLeadOutOfTheFolder() {
        UsedModel model = stored(LORA, "l", "weights");
        UsedModel evil = new UsedModel(LORA, "../../evil", model.checkpoint(), model.file(), model.folder());

        assertThatThrownBy(() -> provide(evil)).isInstanceOf(InvalidRequest.class);
    }

    @Test
    void tellsWhatItPlacedUnderBothOfItsNamesAlsoAfterARestart() throws IOException {
        provide(stored(EMBEDDINGS, "e.pt", "vector"));

        assertThat(folder(0).placed())
                .containsExactlyInAnyOrder(
                        new NodeModel(EMBEDDINGS, new CheckpointFileName("e.pt")),
                        new NodeModel(EMBEDDINGS, new CheckpointFileName("e")));
    }

    private ModelFolder folder(long maxBytes) {
        return new ModelFolder(models, maxBytes, store, clock);
    }

    private Set<CheckpointType> provide(UsedModel model) throws IOException {
        return provide(model, NOTHING);
    }

    private Set<CheckpointType> provide(UsedModel model, Map<CheckpointType, Set<String>> listed) throws IOException {
        return folder.provide(List.of(model), listed, () -> true);
    }

    private static Map<CheckpointType, Set<String>> listing(CheckpointType type, String name) {
        return Map.of(type, Set.of(name));
    }

    private UsedModel stored(CheckpointType type, String name, String content) {
        CheckpointId id = new CheckpointId(UUID.randomUUID());
        StorageUri file = location(id + "/" + name);
        try {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            store.put(file, new ByteArrayInputStream(bytes), "application/octet-stream");
        } catch (IOException e) {
            throw new AssertionError("memory does not break", e);
        }
        return new UsedModel(type, name, id, file, location(id.toString()));
    }

    private static StorageUri location(String key) {
        return new StorageUri("atelier", key);
    }

    private Path write(String name, String content) throws IOException {
        Path file = models.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static List<String> filesIn(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A store that can show files on a disk, and counts how often it is read. */
    private static final class LocalStore extends InMemoryModelStore {

        private Path local;
        private int opened;

        private LocalStore(SettableClock clock) {
            super(clock);
        }

        @Override
        public InputStream open(StorageUri location) throws IOException {
            opened++;
            return super.open(location);
        }

        @Override
        public Optional<Path> localFile(StorageUri location) {
            return Optional.ofNullable(local);
        }
    }
}
