package dev.atelier.localgpu.checkpoint;

import static dev.atelier.domain.checkpoint.CheckpointType.EMBEDDINGS;
import static dev.atelier.domain.checkpoint.CheckpointType.LORA;
import static dev.atelier.domain.checkpoint.CheckpointType.STABLE_DIFFUSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.checkpoint.CheckPlacedModel;
import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.application.checkpoint.SyncNodeCheckpoints.NodeModel;
import dev.atelier.application.testing.InMemoryApiKeyRepository;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.application.testing.InMemoryCheckpointRepository;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.InMemoryRoleRepository;
import dev.atelier.application.testing.InMemoryUserRepository;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointId;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ModelFile;
import dev.atelier.domain.inference.ModelReference;
import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeModelCacheTest {

    private static final Map<CheckpointType, Set<String>> NOTHING = Map.of(STABLE_DIFFUSION, Set.of(), LORA, Set.of());

    private final SettableClock clock = new SettableClock();
    private final LocalStore store = new LocalStore(clock);
    private final InMemoryCheckpointRepository checkpoints = new InMemoryCheckpointRepository();
    private final CheckPlacedModel check = check();

    private static final Duration IDLE = Duration.ofMinutes(2);

    @TempDir
    Path webUi;

    private Path models;
    private NodeModelCache folder;

    @BeforeEach
    void prepare() throws IOException {
        models = Files.createDirectory(webUi.resolve("models"));
        folder = folder(0);
    }

    @Test
    void copiesAModelFromTheStore() throws IOException {
        ModelReference model = stored(STABLE_DIFFUSION, "a.safetensors", "weights");
        assertThat(folder.lacks(List.of(model), NOTHING)).isTrue();

        assertThat(provide(model)).containsExactly(STABLE_DIFFUSION);

        assertThat(placed(model)).hasContent("weights");
        assertThat(filesOf(STABLE_DIFFUSION)).containsExactly("a.safetensors");
        assertThat(folder.lacks(List.of(model), listing(model))).isFalse();
    }

    @Test
    void linksAModelWhereItCan() throws IOException {
        ModelReference model = stored(LORA, "l.safetensors", "weights");
        Path source = Files.writeString(webUi.resolve("stored"), "weights");
        store.local = source;

        provide(model);

        assertThat(Files.isSameFile(placed(model), source)).isTrue();
        assertThat(store.opened).isZero();
    }

    @Test
    void copiesWhatCannotBeLinked() throws IOException {
        ModelReference model = stored(LORA, "l.safetensors", "weights");
        store.local = webUi.resolve("gone");

        provide(model);

        assertThat(placed(model)).hasContent("weights");
    }

    @Test
    void eachTypeHasItsFolderAndEmbeddingsAreBesideModels() throws IOException {
        for (CheckpointType type : CheckpointType.values()) {
            ModelReference model = stored(type, "m" + type.extensions().get(0), type.word());
            provide(model);
            assertThat(placed(model)).hasContent(type.word());
        }
        assertThat(webUi.resolve("embeddings")).isDirectory();
        assertThat(models.resolve("embeddings")).doesNotExist();
    }

    @Test
    void anotherFileOfThatNameOnTheNodeIsNotUsedInItsPlace() throws IOException {
        ModelReference model = stored(STABLE_DIFFUSION, "a.safetensors", "ours");
        assertThat(folder.lacks(List.of(model), listing(STABLE_DIFFUSION, "a.safetensors")))
                .isTrue();
        provide(model, listing(STABLE_DIFFUSION, "a.safetensors"));
        folder.requireListed(List.of(model), listing(STABLE_DIFFUSION, "a.safetensors", PlacedName.of(model)));

        ModelReference lora = stored(LORA, "l.safetensors", "ours");
        provide(lora, listing(LORA, "l.safetensors"));
        // WebUI lists one of the two, as it knows Loras by their names.
        assertThatThrownBy(() -> folder.requireListed(List.of(lora), listing(LORA, "l.safetensors")))
                .isInstanceOf(ModelInstallException.class)
                .hasMessage("the node has another Lora model called l.safetensors, which it would use; rename or remove"
                        + " one of the two");
        assertThatThrownBy(() -> folder.requireListed(List.of(lora), listing(LORA, "k.safetensors")))
                .hasMessage("the node does not list Lora model l.safetensors, which was installed there");

        ModelReference embedding = stored(EMBEDDINGS, "e.pt", "ours");
        assertThatThrownBy(() -> provide(embedding, listing(EMBEDDINGS, "e")))
                .hasMessageContaining("the node has another embeddings model called e.pt");
        provide(embedding, listing(EMBEDDINGS, "f"));
        assertThat(folder.lacks(List.of(embedding), listing(EMBEDDINGS, "e"))).isFalse();
    }

    @Test
    void whatIsNotStoredIsNotPlaced() throws IOException {
        ModelReference onNode =
                new ModelReference(STABLE_DIFFUSION, "n", new CheckpointId(UUID.randomUUID()), null, location("x"));

        assertThat(folder.lacks(List.of(onNode, ModelReference.word(CheckpointType.VAE, "None")), NOTHING))
                .isFalse();
        assertThat(provide(onNode)).isEmpty();
    }

    @Test
    void aFileOfThatNameWhichIsNotOursIsKept() throws IOException {
        Path theirs = write("Stable-diffusion/a.safetensors", "theirs");
        ModelReference model = stored(STABLE_DIFFUSION, "a.safetensors", "ours");

        assertThat(provide(model)).containsExactly(STABLE_DIFFUSION);

        assertThat(theirs).hasContent("theirs");
        assertThat(placed(model)).hasContent("ours");
        assertThat(folder.installed()).isEmpty();
    }

    @Test
    void anotherCheckpointOfTheSameNameHasAPathOfItsOwn() throws IOException {
        ModelReference first = stored(STABLE_DIFFUSION, "a.safetensors", "first");
        ModelReference second = stored(STABLE_DIFFUSION, "a.safetensors", "second");
        provide(first);

        provide(second, listing(first));

        assertThat(placed(second)).isNotEqualTo(placed(first)).hasContent("second");
        assertThat(placed(first)).hasContent("first");
    }

    @Test
    void ofTheFilesThatNodesKnowByNameOneIsPlaced() throws IOException {
        ModelReference first = stored(LORA, "l.safetensors", "first");
        ModelReference second = stored(LORA, "l.pt", "second");
        provide(first);

        try (InUseFiles.Pin pin = folder.pin(List.of(first))) {
            assertThat(pin).isNotNull();
            assertNotPlaced("another inference is using the Lora model l.safetensors", second);
        }
        provide(second, listing(first));

        assertThat(placed(second)).hasContent("second");
        assertThat(placed(first)).doesNotExist();
        assertThat(placed(first).getParent()).doesNotExist();
    }

    @Test
    void whatEarlierVersionsPlacedIsRemovedOnceItIsUnused() throws IOException {
        Path former = write("Lora/l.pt", "placed");
        Path index = write(
                ".atelier/Lora/l.pt",
                "{\"origin\": \"s3://atelier/x\", \"size\": 6, \"modifiedMillis\": "
                        + Files.getLastModifiedTime(former).toMillis() + "}");
        Files.setLastModifiedTime(index, FileTime.from(clock.instant()));
        assertThat(folder.installed()).contains(new NodeModel(LORA, new CheckpointFileName("l")));

        folder.withdraw(check, IDLE);
        assertThat(former).exists();
        clock.pass(IDLE);
        folder.withdraw(check, IDLE);

        assertThat(former).doesNotExist();
        assertThat(folder.outdated(listing(LORA, "l.pt"))).containsExactly(LORA);
        assertThat(folder.installed()).contains(new NodeModel(LORA, new CheckpointFileName("l")));
    }

    @Test
    void aFullDiskMakesRoomAndSaysSoWhenItCannot() throws IOException {
        ModelReference old = stored(STABLE_DIFFUSION, "old.safetensors", "0123456789");
        ModelReference next = stored(STABLE_DIFFUSION, "next.safetensors", "0123456789");
        folder = onDiskOf(15);
        provide(old);

        try (InUseFiles.Pin pin = folder.pin(List.of(old))) {
            assertThat(pin).isNotNull();
            assertNotPlaced(
                    "the node's disk is full: there is no space for model next.safetensors of 10 bytes, and all"
                            + " installed models are in use",
                    next);
        }
        provide(next);
        assertThat(filesOf(STABLE_DIFFUSION)).containsExactly("next.safetensors");

        folder = onDiskOf(5);
        assertThatThrownBy(() -> provide(stored(LORA, "l.pt", "0123456789")))
                .isInstanceOfSatisfying(
                        ModelInstallException.class,
                        e -> assertThat(e.scope()).isEqualTo(ModelInstallException.Scope.NODE))
                .hasMessageContaining("no installed model to remove");
        assertThat(filesOf(LORA)).isEmpty();
    }

    @Test
    void aFolderThatVanishesIsNotMadeOnTheLocalDisk() throws IOException {
        Path elsewhere = webUi.resolve("unmounted");
        Files.move(models, elsewhere);
        assertNotPlaced(
                "the node's models folder is not there; it may not be mounted at the moment",
                stored(LORA, "l.pt", "weights"));
        assertThat(models).doesNotExist();
        Files.createDirectory(models); // the mount point
        assertNotPlaced("the node's models folder is not there", stored(LORA, "l.pt", "weights"));
        assertThat(filesIn(models)).isEmpty();

        Files.delete(models);
        Files.move(elsewhere, models);
        provide(stored(LORA, "l.pt", "weights"));
        assertThat(filesOf(LORA)).containsExactly("l.pt");
    }

    @Test
    void aFolderThatVanishesWhileAModelIsInspectedIsNotMadeOnTheLocalDisk() throws IOException {
        ModelFileInspector slow = (name, content) -> {
            Files.move(models, webUi.resolve("unmounted"));
            Files.createDirectory(models); // the mount point
        };
        folder = new NodeModelCache(models, 0, store, slow, clock);

        assertNotPlaced("the node's models folder is not there", stored(LORA, "l.pt", "weights"));
        assertThat(filesIn(models)).isEmpty();
    }

    @Test
    void theLeastRecentlyUsedIsEvictedAtTheLimit() throws IOException {
        folder = folder(20);
        ModelReference a = stored(STABLE_DIFFUSION, "a.ckpt", "0123456789");
        ModelReference b = stored(LORA, "b.pt", "0123456789");
        provide(a);
        clock.pass(Duration.ofMinutes(1));
        provide(b);
        clock.pass(Duration.ofMinutes(1));
        folder.pin(List.of(a)).close();
        clock.pass(Duration.ofMinutes(1));

        Set<CheckpointType> changed =
                folder(20).provide(List.of(stored(STABLE_DIFFUSION, "c.ckpt", "0123456789")), NOTHING, () -> true);

        assertThat(changed).containsExactlyInAnyOrder(STABLE_DIFFUSION, LORA);
        assertThat(filesOf(STABLE_DIFFUSION)).containsExactlyInAnyOrder("a.ckpt", "c.ckpt");
        assertThat(filesOf(LORA)).isEmpty();
    }

    @Test
    void filesFromElsewhereAreNeverRemoved() throws IOException {
        folder = folder(10);
        Path theirs = write("Lora/theirs", "0123456789");
        ModelReference model = stored(LORA, "a.pt", "0123456789");
        provide(model);
        // The installed file is replaced by another one.
        Path replaced = Files.writeString(placed(model), "something else");

        provide(stored(LORA, "b.pt", "0123456789"));
        provide(stored(LORA, "c.pt", "0123456789"));

        assertThat(theirs).exists();
        assertThat(replaced).hasContent("something else");
        assertThat(filesOf(LORA)).containsExactlyInAnyOrder("theirs", "a.pt", "c.pt");
    }

    @Test
    void filesInUseAreNotEvicted() throws IOException {
        folder = folder(15);
        ModelReference used = stored(LORA, "used.pt", "0123456789");
        provide(used);
        ModelReference next = stored(LORA, "next.pt", "0123456789");

        try (InUseFiles.Pin pin = folder.pin(List.of(used))) {
            assertThat(pin).isNotNull();
            assertThatThrownBy(() -> provide(next))
                    .isInstanceOf(ModelInstallException.class)
                    .hasMessage(
                            "model next.pt of 10 bytes does not fit on the node: models may take 15 bytes there, and 10"
                                    + " of them are in use");
        }
        provide(next);

        assertThat(filesOf(LORA)).containsExactly("next.pt");
    }

    @Test
    void aModelThatIsNotStoredAnyMoreHasItsOwnMessage() {
        ModelReference gone = new ModelReference(
                LORA, "gone.pt", new CheckpointId(UUID.randomUUID()), location("gone.pt"), location("folder"));

        assertThatThrownBy(() -> provide(gone))
                .isInstanceOf(ModelInstallException.class)
                .hasMessage("model gone.pt is no longer in the store");
    }

    @Test
    void aCancelledInstallationLeavesNothing() throws IOException {
        ModelReference model = stored(LORA, "l.pt", "weights");

        assertThatThrownBy(() -> folder.provide(List.of(model), NOTHING, () -> false))
                .isInstanceOf(CancellationException.class);

        assertThat(filesOf(LORA)).isEmpty();
    }

    @Test
    void aNameCannotLeadOutOfTheFolder() {
        ModelReference model = stored(LORA, "l.pt", "weights");
        ModelReference evil = new ModelReference(LORA, "../../evil", model.checkpoint(), model.file(), model.folder());

        assertThatThrownBy(() -> provide(evil)).isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void reportsInstalledModelsUnderBothNamesAlsoAfterARestart() throws IOException {
        provide(stored(EMBEDDINGS, "e.pt", "vector"));

        assertThat(folder(0).installed())
                .containsExactlyInAnyOrder(
                        new NodeModel(EMBEDDINGS, new CheckpointFileName("e.pt")),
                        new NodeModel(EMBEDDINGS, new CheckpointFileName("e")));
    }

    @Test
    void whatComputeDoesNotLoadIsNotPlaced() {
        assertNotPlaced("cannot be used as a Lora model", stored(LORA, "a.txt", "text"));
        assertNotPlaced("cannot be used as a Lora model", stored(LORA, "a", "text"));
        assertNotPlaced(
                "cannot be used as a Lora model", stored(LORA, "a.pt", "weights"), stored(LORA, "a.yaml", "text"));

        assertThat(models.resolve("Lora")).doesNotExist();
    }

    @Test
    void aConfigurationIsPlacedBesideTheModelOfItsCheckpoint() throws IOException {
        ModelReference model = stored(STABLE_DIFFUSION, "a.safetensors", "weights");
        ModelReference configuration = beside(model, "a.yaml", "text");

        provide(List.of(configuration, model));

        assertThat(filesIn(placed(model).getParent())).containsExactlyInAnyOrder("a.safetensors", "a.yaml");
        assertThat(folder.lacks(List.of(configuration, model), listing(model))).isFalse();
    }

    @Test
    void aConfigurationIsPlacedBesideNoOtherModel() throws IOException {
        ModelReference others = stored(STABLE_DIFFUSION, "a.safetensors", "weights");
        ModelReference alone = stored(STABLE_DIFFUSION, "a.yaml", "text");
        provide(others);

        assertNotPlaced("only together with the model", alone);
        assertNotPlaced("only together with the model", others, alone);
        ModelReference sibling = beside(others, "a.ckpt", "weights");
        assertNotPlaced("would configure a.safetensors as well", beside(others, "a.yaml", "text"), sibling);

        Path theirs = write("Stable-diffusion/b.ckpt", "theirs");
        ModelReference own = stored(STABLE_DIFFUSION, "b.ckpt", "weights");
        provide(List.of(beside(own, "b.yaml", "text"), own));
        assertThat(theirs.resolveSibling("b.yaml")).doesNotExist();
        assertThat(placed(own).resolveSibling("b.yaml")).exists();
    }

    @Test
    void aModelIsNotConfiguredByWhatTheInferenceDoesNotName() throws IOException {
        ModelReference first = stored(STABLE_DIFFUSION, "a.safetensors", "weights");
        ModelReference configuration = beside(first, "a.yaml", "text");
        provide(List.of(first, configuration));
        ModelReference second = beside(first, "a.ckpt", "weights");

        try (InUseFiles.Pin pin = folder.pin(List.of(first, configuration))) {
            assertThat(pin).isNotNull();
            assertNotPlaced("would be configured by a.yaml", second);
        }
        provide(second);

        assertThat(filesOf(STABLE_DIFFUSION)).containsExactlyInAnyOrder("a.safetensors", "a.ckpt");
    }

    @Test
    void aFileIsInspectedAgainBeforeItIsPlaced() {
        ModelReference model = stored(STABLE_DIFFUSION, "a.safetensors", "weights");
        assertNotPlaced("b.pt says that it is evil", stored(LORA, "b.pt", InMemoryInspector.EVIL));

        assertNotPlaced("a.yaml says that it is evil", beside(model, "a.yaml", InMemoryInspector.EVIL), model);

        assertThat(models.resolve("Stable-diffusion")).doesNotExist();
    }

    @Test
    void whatBelongsToNoCheckpointAnyMoreIsRemovedAlsoAfterARestart() throws IOException {
        Checkpoint kept = checkpoint(STABLE_DIFFUSION, "kept.safetensors", "kept.yaml");
        Checkpoint deleted = checkpoint(STABLE_DIFFUSION, "deleted.safetensors", "deleted.yaml");
        Path theirs = write("Stable-diffusion/theirs.safetensors", "theirs");
        List<ModelReference> gone = used(deleted);
        Path replaced = placed(gone.get(1));
        provide(used(kept));
        provide(used(deleted));
        checkpoints.delete(deleted.id());

        folder(0).withdraw(check, IDLE);
        assertThat(placed(gone.get(0))).exists(); // used a moment ago
        clock.pass(IDLE);
        Files.writeString(replaced, "replaced by the operator");
        folder(0).withdraw(check, IDLE);

        assertThat(filesOf(STABLE_DIFFUSION))
                .containsExactlyInAnyOrder("kept.safetensors", "kept.yaml", "theirs.safetensors", "deleted.yaml");
        assertThat(theirs).hasContent("theirs");
    }

    @Test
    void whatARunningJobUsesIsNotRemovedInAnyReplica() throws IOException {
        Checkpoint deleted = checkpoint(STABLE_DIFFUSION, "a.safetensors");
        provide(used(deleted));
        checkpoints.delete(deleted.id());
        Path placed = placed(used(deleted).get(0));
        NodeModelCache otherReplica = folder(0);

        try (InUseFiles.Pin pin = folder.pin(used(deleted))) {
            assertThat(pin).isNotNull();
            for (int round = 0; round < 5; round++) {
                clock.pass(IDLE.dividedBy(2));
                folder.withdraw(check, IDLE);
                otherReplica.withdraw(check, IDLE);
            }
            assertThat(placed).exists();
        }
        clock.pass(IDLE);
        otherReplica.withdraw(check, IDLE);

        assertThat(placed).doesNotExist();
    }

    @Test
    void aConfigurationThatWasPlacedBeforeItWasRestrictedIsRemoved() throws IOException {
        Checkpoint model = checkpoint(STABLE_DIFFUSION, "a.safetensors", "a.yaml");
        provide(used(model));
        clock.pass(IDLE);
        ModelFileInspector strict = (name, content) -> {
            throw new ModelFileRejectedException(name + " is refused");
        };

        new NodeModelCache(models, 0, store, strict, clock).withdraw(check, IDLE);

        assertThat(filesOf(STABLE_DIFFUSION)).containsExactly("a.safetensors");
    }

    @Test
    void whatNodesListAfterItsRemovalIsNeitherTheirsNorThere() throws IOException {
        Checkpoint deleted = checkpoint(STABLE_DIFFUSION, "a.safetensors");
        provide(used(deleted));
        checkpoints.delete(deleted.id());
        clock.pass(IDLE);
        Map<CheckpointType, Set<String>> listed = listing(used(deleted).get(0));
        assertThat(folder.outdated(listed)).isEmpty();

        folder.withdraw(check, IDLE);

        assertThat(folder.outdated(listed)).containsExactly(STABLE_DIFFUSION);
        assertThat(folder.outdated(listing(STABLE_DIFFUSION, "a.safetensors"))).isEmpty();
        ModelReference next = stored(STABLE_DIFFUSION, "a.safetensors", "another");
        assertThat(folder.lacks(List.of(next), listed)).isTrue();
        provide(next, listed);
        assertThat(placed(next)).hasContent("another");
    }

    private void assertNotPlaced(String why, ModelReference... used) {
        assertThatThrownBy(() -> provide(List.of(used)))
                .isInstanceOf(ModelInstallException.class)
                .hasMessageContaining(why);
    }

    private Checkpoint checkpoint(CheckpointType type, String... files) throws IOException {
        Checkpoint checkpoint = TestCheckpoints.checkpoint()
                .type(type)
                .files(files)
                .by("ann")
                .openTo("user:ann")
                .build();
        checkpoints.add(checkpoint);
        for (ModelFile file : checkpoint.files()) {
            store.put(file.location(), new ByteArrayInputStream(files[0].getBytes()), "application/octet-stream");
        }
        return checkpoint;
    }

    private static List<ModelReference> used(Checkpoint checkpoint) {
        return checkpoint.files().stream()
                .map(file -> ModelReference.of(checkpoint, file.name()))
                .toList();
    }

    /** A file of the same checkpoint. */
    private ModelReference beside(ModelReference model, String name, String content) {
        ModelReference file = stored(model.type(), name, content);
        return new ModelReference(model.type(), name, model.checkpoint(), file.file(), model.folder());
    }

    private void provide(List<ModelReference> used) throws IOException {
        folder.provide(used, NOTHING, () -> true);
    }

    /** The disk holds this many bytes of models. */
    private NodeModelCache onDiskOf(long bytes) {
        return new NodeModelCache(
                models,
                0,
                store,
                new InMemoryInspector(),
                clock,
                file -> new FilterOutputStream(ModelFileInstaller.Output.FILES.open(file)) {

                    @Override
                    public void write(byte[] content, int from, int count) throws IOException {
                        try (Stream<Path> files = Files.walk(models)) {
                            long used = files.filter(each -> each.toString().contains("Stable-diffusion/atelier-"))
                                    .mapToLong(each -> each.toFile().isFile()
                                            ? each.toFile().length()
                                            : 0)
                                    .sum();
                            if (used + count > bytes) {
                                throw new IOException("No space left on device");
                            }
                        }
                        out.write(content, from, count);
                    }
                });
    }

    private NodeModelCache folder(long maxBytes) {
        return new NodeModelCache(models, maxBytes, store, new InMemoryInspector(), clock);
    }

    private Set<CheckpointType> provide(ModelReference model) throws IOException {
        return provide(model, NOTHING);
    }

    private Set<CheckpointType> provide(ModelReference model, Map<CheckpointType, Set<String>> listed)
            throws IOException {
        return folder.provide(List.of(model), listed, () -> true);
    }

    private static Map<CheckpointType, Set<String>> listing(CheckpointType type, String... names) {
        return Map.of(type, Set.of(names));
    }

    private ModelReference stored(CheckpointType type, String name, String content) {
        CheckpointId id = new CheckpointId(UUID.randomUUID());
        StorageUri file = location(id + "/" + name);
        try {
            byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            store.put(file, new ByteArrayInputStream(bytes), "application/octet-stream");
        } catch (IOException e) {
            throw new AssertionError("memory does not break", e);
        }
        return new ModelReference(type, name, id, file, location(id.toString()));
    }

    private CheckPlacedModel check() {
        InMemoryUserRepository users = new InMemoryUserRepository();
        UserName ann = new UserName("ann");
        users.save(new User(ann, ann, Set.of(), clock.instant()));
        return new CheckPlacedModel(
                checkpoints,
                new AuthenticateCaller(new InMemoryCallerRepository(
                        new InMemoryApiKeyRepository(), users, new InMemoryRoleRepository(users))));
    }

    private static StorageUri location(String key) {
        return new StorageUri("atelier", key);
    }

    /** Where the model is placed. */
    private Path placed(ModelReference model) {
        Path folder = model.type() == EMBEDDINGS ? webUi : models;
        return folder.resolve(model.type().word()).resolve(PlacedName.of(model));
    }

    private static Map<CheckpointType, Set<String>> listing(ModelReference... placed) {
        return Stream.of(placed)
                .collect(Collectors.groupingBy(
                        ModelReference::type, Collectors.mapping(PlacedName::of, Collectors.toSet())));
    }

    /** The files below the folder of the type, without their folders. */
    private List<String> filesOf(CheckpointType type) throws IOException {
        Path folder = models.resolve(type.word());
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
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

    /** A store with local files that counts how often it is read. */
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

        /** Not counted: used for inspection only. */
        @Override
        public SeekableByteChannel openChannel(StorageUri location) throws IOException {
            int before = opened;
            try {
                return super.openChannel(location);
            } finally {
                opened = before;
            }
        }

        @Override
        public Optional<Path> localFile(StorageUri location) {
            return Optional.ofNullable(local);
        }
    }
}
