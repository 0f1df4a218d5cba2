package dev.atelier.application.checkpoint;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.AuthenticateCaller;
import dev.atelier.application.checkpoint.CheckpointImportQueue.Claim;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.application.testing.InMemoryInspector;
import dev.atelier.application.testing.InMemoryModelDescriptionReader;
import dev.atelier.application.testing.InMemoryModelStore;
import dev.atelier.application.testing.InMemoryRemoteFileDownloader;
import dev.atelier.application.testing.TestCheckpoints;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.CheckpointStatus;
import dev.atelier.domain.checkpoint.CheckpointType;
import dev.atelier.domain.checkpoint.ImportSource;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.SourceUrl;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RequestCheckpointImportTest {

    private static final String URL = "https://models.example/get/one.safetensors";

    private static final int MOST = 3;

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final RequestCheckpointImport create = creating(new BulkOperationsPolicy(true));
    private final RunCheckpointImport files = over(atelier.store);

    @Test
    void isInitialAtOnceUnderTheNamesOfItsUrls() {
        Checkpoint checkpoint = create(URL, "https://models.example/api/download/12345?type=Model");

        assertThat(checkpoint.status()).isEqualTo(CheckpointStatus.INITIAL);
        assertThat(names(checkpoint)).containsExactly("one.safetensors", "12345");
        assertThat(checkpoint.params()).containsEntry("message", "m");
        assertThat(checkpoint.allowedRolesOrUsers()).isEqualTo(principals("designer"));
        assertThat(atelier.checkpoints.find(checkpoint.id())).contains(checkpoint);
    }

    @Test
    void becomesActiveUnderTheNamesThatTheServersReport() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "first");
        atelier.remote.serve("https://models.example/12345", "lovely.ckpt", "second");
        Checkpoint checkpoint = create(URL, "https://models.example/12345");

        run();

        Checkpoint active = now(checkpoint);
        assertThat(active.status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(names(active)).containsExactly("one.safetensors", "lovely.ckpt");
        assertThat(atelier.read(active.files().get(1).location())).isEqualTo("second");
        assertThat(active.files()).allSatisfy(file -> assertThat(file.sha256()).hasSize(64));
        assertThat(atelier.descriptions.find(List.of(active.id())).get(active.id()))
                .containsEntry(1, InMemoryModelDescriptionReader.of("second"));
        assertThat(atelier.remote.remembered()).isZero();
        assertThat(atelier.imports.claim(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void anImportThatFailsIsDisabledWithTheReasonAndItsNameIsFree() throws Exception {
        Checkpoint failed = create(URL);
        run();

        assertThat(now(failed).status()).isEqualTo(CheckpointStatus.DISABLED);
        assertThat(now(failed).error()).contains("nothing answers at " + URL);

        atelier.remote.serve(URL, "one.safetensors", "first");
        Checkpoint again = create(URL);
        run();
        assertThat(now(again).status()).isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void aFileThatMayNotBeUsedIsNeverActive() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", InMemoryInspector.EVIL);
        Checkpoint checkpoint = create(URL);

        run();

        assertThat(now(checkpoint).status()).isEqualTo(CheckpointStatus.DISABLED);
        assertThat(now(checkpoint).error()).contains("one.safetensors says that it is evil");
        assertThat(atelier.store.files()).isEmpty();
        assertThat(atelier.remote.remembered()).isZero();
    }

    @Test
    void aFileThatNoNodeListsAsItsTypeIsNeverActive() throws Exception {
        atelier.remote.serve(URL, "one.pth", "first");
        Checkpoint checkpoint = create(URL);

        run();

        assertThat(now(checkpoint).status()).isEqualTo(CheckpointStatus.DISABLED);
        assertThat(now(checkpoint).error())
                .hasValue("file \"one.pth\" cannot be used as a Lora model: allowed are files that end in .safetensors,"
                        + " .ckpt, .pt");
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void aModelOfAnotherTypeIsNeverActive() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "first");
        Checkpoint checkpoint = create(URL);
        ModelDescriber describer = new ModelDescriber(
                atelier.store,
                (name, file) -> Optional.of(
                        new ModelDescription(ModelFamily.UNKNOWN, ModelKind.VAE, "", 0, Map.of(), List.of())),
                atelier.descriptions);

        over(atelier.store, describer)
                .run(atelier.imports.claim(Duration.ofHours(1)).orElseThrow(), new ImportTransfer());

        assertThat(now(checkpoint).status()).isEqualTo(CheckpointStatus.DISABLED);
        assertThat(now(checkpoint).error())
                .contains("file one.safetensors is no Lora model: its kind is VAE; upload it as VAE");
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void aNameThatTurnsOutToBeTakenIsSaid() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "first");
        atelier.remote.serve("https://models.example/12345", "one.safetensors", "second");
        create(URL);
        run();
        Checkpoint second = create("https://models.example/12345");

        run();

        assertThat(now(second).error())
                .contains("one.safetensors already exists, please use another or rename/delete exists");
        assertThat(atelier.store.files()).hasSize(1);
    }

    @Test
    void equalContentIsStoredOnceAndLivesAsLongAsSomebodyUsesIt() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "same");
        atelier.remote.serve("https://models.example/two.ckpt", "two.ckpt", "same");
        Checkpoint one = create(URL);
        Checkpoint two = create("https://models.example/two.ckpt");
        run();
        run();
        assertThat(atelier.store.files()).hasSize(1);
        DeleteCheckpoints delete = new DeleteCheckpoints(atelier.checkpoints, atelier.store, atelier.audit);

        delete.delete(designer("ann"), List.of(one.id()));

        assertThat(atelier.read(now(two).files().get(0).location())).isEqualTo("same");
        delete.delete(designer("ann"), List.of(two.id()));
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void withoutBulkOperationsAnImportIsRejected() {
        RequestCheckpointImport nowhere = creating(new BulkOperationsPolicy(false));
        RequestCheckpointImport.Command command = command(URL);

        assertThatThrownBy(() -> nowhere.create(designer("ann"), command))
                .isInstanceOf(NotSupportedException.class)
                .hasMessage(
                        "models are not fetched by URL in this installation (atelier.bulk-operations.enabled is false); name their"
                                + " files in filenames and upload them");
        assertThatThrownBy(() -> nowhere.create(holding("ann", "checkpoint:list"), command))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(atelier.imports.claim(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void aDeletedCheckpointLeavesNothingBehind() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "first");
        Checkpoint checkpoint = create(URL);
        Claim claim = atelier.imports.claim(Duration.ofHours(1)).orElseThrow();
        RunCheckpointImport deletedMeanwhile = over(new InMemoryModelStore(atelier.clock) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                super.put(location, content, contentType);
                atelier.store.put(location, super.open(location), contentType);
                atelier.checkpoints.delete(checkpoint.id());
            }

            @Override
            public synchronized void deleteAll(StorageUri location) {
                atelier.store.deleteAll(location);
            }
        });

        deletedMeanwhile.run(claim, new ImportTransfer());

        assertThat(atelier.store.files()).isEmpty();
        assertThat(atelier.remote.remembered()).isZero();
    }

    @Test
    void aBrokenStoreIsTriedAgainLater() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "first");
        Checkpoint checkpoint = create(URL);
        RunCheckpointImport broken = over(new InMemoryModelStore(atelier.clock) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                throw new IOException("no disk");
            }
        });
        Claim claim = atelier.imports.claim(Duration.ofHours(1)).orElseThrow();

        assertThatThrownBy(() -> broken.run(claim, new ImportTransfer())).isInstanceOf(IOException.class);

        assertThat(now(checkpoint)).isEqualTo(checkpoint);
        atelier.clock.pass(Duration.ofMinutes(2));
        run();
        assertThat(now(checkpoint).status()).isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void whatCannotBeFinishedIsGivenUp() throws Exception {
        Checkpoint checkpoint = create(URL);
        for (int attempt = 0; attempt < RunCheckpointImport.MAX_ATTEMPTS; attempt++) {
            atelier.imports.requeue(atelier.imports.claim(Duration.ofHours(1)).orElseThrow(), Duration.ZERO);
        }

        run();

        assertThat(now(checkpoint).error().orElseThrow()).contains("given up after 20 attempts");
    }

    @Test
    void aUserHasALimitedNumberOfImportsInProgress() {
        for (int i = 0; i < MOST; i++) {
            create("https://models.example/" + i + ".ckpt");
        }

        assertThatThrownBy(() -> create(URL)).isInstanceOf(CapacityExceededException.class);

        assertThat(atelier.auditLog.deeds()).hasSize(MOST);
    }

    @Test
    void bytesThatTheUserMayUseAreNotFetchedAgain() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "same");
        create(URL);
        run();
        atelier.remote.serve("https://models.example/two", "two.safetensors", "same");
        atelier.remote.publish("https://models.example/two", InMemoryRemoteFileDownloader.sha256("same"));

        Checkpoint two = create("https://models.example/two");
        run();

        assertThat(now(two).status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(names(now(two))).containsExactly("two.safetensors");
        assertThat(atelier.read(now(two).files().get(0).location())).isEqualTo("same");
        assertThat(atelier.remote.fetched()).containsExactly(URL);
        assertThat(atelier.descriptions.find(List.of(two.id())).get(two.id()))
                .containsEntry(0, InMemoryModelDescriptionReader.of("same"));
    }

    @Test
    void bytesOfOthersOrOfAnotherFormatAreFetched() throws Exception {
        String sha256 = InMemoryRemoteFileDownloader.sha256("same");
        Checkpoint others = TestCheckpoints.checkpoint()
                .by("bob")
                .openTo("user:bob")
                .files("b.safetensors")
                .build();
        atelier.checkpoints.add(others.withFiles(List.of(others.files().get(0).read(sha256))));
        atelier.write(others.files().get(0).location(), "same");
        atelier.remote.serve(URL, "one.safetensors", "same");
        atelier.remote.publish(URL, sha256);
        create(URL);
        run();
        assertThat(atelier.remote.fetched()).containsExactly(URL);

        atelier.remote.serve("https://models.example/two", "two.ckpt", "same");
        atelier.remote.publish("https://models.example/two", sha256);
        create("https://models.example/two");
        run();

        assertThat(atelier.remote.fetched()).containsExactly(URL, "https://models.example/two");
    }

    @Test
    void bytesThatAreDeletedMeanwhileAreFetchedAfterAll() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "same");
        Checkpoint one = create(URL);
        run();
        atelier.remote.serve("https://models.example/two", "two.safetensors", "same");
        atelier.remote.publish("https://models.example/two", InMemoryRemoteFileDownloader.sha256("same"));
        atelier.remote.serve("https://models.example/three", "three.safetensors", "other");
        Checkpoint two = create("https://models.example/two", "https://models.example/three");
        RunCheckpointImport meanwhile = over(new InMemoryModelStore(atelier.clock) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                atelier.store.put(location, content, contentType);
                new DeleteCheckpoints(atelier.checkpoints, atelier.store, atelier.audit)
                        .delete(designer("ann"), List.of(one.id()));
            }
        });

        meanwhile.run(atelier.imports.claim(Duration.ofHours(1)).orElseThrow(), new ImportTransfer());
        assertThat(now(two).status()).isEqualTo(CheckpointStatus.INITIAL);
        run();

        assertThat(now(two).status()).isEqualTo(CheckpointStatus.ACTIVE);
        assertThat(atelier.read(now(two).files().get(0).location())).isEqualTo("same");
        assertThat(atelier.remote.fetched())
                .containsExactly(URL, "https://models.example/three", "https://models.example/two");
    }

    @Test
    void aStoppedImportThatWasCancelledLeavesNothing() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "first");
        Checkpoint checkpoint = create(URL);
        Claim claim = atelier.imports.claim(Duration.ofHours(1)).orElseThrow();
        atelier.write(checkpoint.location().resolve("x"), "stored before");
        ImportTransfer transfer = new ImportTransfer();
        atelier.imports.cancel(checkpoint.fail("cancelled"), atelier.clock.instant());
        transfer.stop();

        assertThatThrownBy(() -> files.run(claim, transfer)).isInstanceOf(InterruptedException.class);

        assertThat(now(checkpoint).error()).contains("cancelled");
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void anImportThatIsPausedWhileAFileIsStoredStopsThereAndKeepsNothingOfIt() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "first");
        Checkpoint checkpoint = create(URL);
        ImportTransfer transfer = new ImportTransfer();
        RunCheckpointImport stopped = over(new InMemoryModelStore(atelier.clock) {
            @Override
            public void put(StorageUri location, InputStream content, String contentType) throws IOException {
                atelier.imports.pause(checkpoint.id());
                transfer.stop();
                atelier.store.put(location, content, contentType);
            }
        });
        Claim claim = atelier.imports.claim(Duration.ofHours(1)).orElseThrow();

        assertThatThrownBy(() -> stopped.run(claim, transfer)).isInstanceOf(InterruptedException.class);

        assertThat(atelier.store.files()).isEmpty();
        atelier.imports.resume(checkpoint.id());
        atelier.clock.pass(CheckpointImportQueue.RESUMPTION);
        run();
        assertThat(now(checkpoint).status()).isEqualTo(CheckpointStatus.ACTIVE);
    }

    @Test
    void anImportThatIsStoppedWhileItsFileIsInspectedDoesNotStoreIt() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "first");
        create(URL);
        ImportTransfer transfer = new ImportTransfer();
        RunCheckpointImport stopped = over(atelier.store, atelier.describer, (name, content) -> transfer.stop());
        Claim claim = atelier.imports.claim(Duration.ofHours(1)).orElseThrow();

        assertThatThrownBy(() -> stopped.run(claim, transfer)).isInstanceOf(InterruptedException.class);

        assertThat(atelier.store.files()).isEmpty();
        assertThat(atelier.imports.claim(Duration.ofHours(1)).orElseThrow().kept())
                .isEmpty();
    }

    @Test
    void aFileIsNotRecordedIfAnInterruptKeptItsTypeFromBeingExamined() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "first");
        create(URL);
        ModelDescriber interrupted = new ModelDescriber(
                atelier.store,
                (name, file) -> {
                    Thread.currentThread().interrupt();
                    throw new IOException("closed by interrupt");
                },
                atelier.descriptions);
        Claim claim = atelier.imports.claim(Duration.ofHours(1)).orElseThrow();
        RunCheckpointImport worker = over(atelier.store, interrupted);

        assertThatThrownBy(() -> worker.run(claim, new ImportTransfer())).isInstanceOf(InterruptedException.class);

        assertThat(atelier.imports.claim(Duration.ofHours(1)).orElseThrow().kept())
                .isEmpty();
    }

    @Test
    void whatAnotherWorkerStoredStaysThoughItsOwnerDisablesIt() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "first");
        Checkpoint checkpoint = create(URL);
        Claim lost = atelier.imports.claim(Duration.ofMinutes(1)).orElseThrow();
        atelier.clock.pass(Duration.ofMinutes(2));
        run();
        atelier.checkpoints.update(now(checkpoint).disable(), CheckpointStatus.ACTIVE);

        lose(lost);

        assertThat(atelier.read(now(checkpoint).files().get(0).location())).isEqualTo("first");
    }

    @Test
    void whatOthersUseStaysThoughTheCheckpointIsDeletedMeanwhile() throws Exception {
        atelier.remote.serve(URL, "one.safetensors", "same");
        atelier.remote.serve("https://models.example/two.safetensors", "two.safetensors", "same");
        Checkpoint checkpoint = create(URL);
        RunCheckpointImport overtaken = over(
                atelier.store,
                new ModelDescriber(
                        atelier.store,
                        (name, file) -> {
                            if (atelier.checkpoints.find(checkpoint.id()).isPresent()) {
                                // Another worker ends it, another model shares its bytes, and it is deleted.
                                atelier.clock.pass(Duration.ofHours(2));
                                runQuietly();
                                create("https://models.example/two.safetensors");
                                runQuietly();
                                atelier.write(checkpoint.location().resolve("rest"), "left");
                                new DeleteCheckpoints(atelier.checkpoints, atelier.store, atelier.audit)
                                        .delete(designer("ann"), List.of(checkpoint.id()));
                            }
                            return Optional.empty();
                        },
                        atelier.descriptions));
        Claim claim = atelier.imports.claim(Duration.ofHours(1)).orElseThrow();

        overtaken.run(claim, new ImportTransfer());

        assertThat(atelier.store.files()).hasSize(1);
        Checkpoint two = atelier.checkpoints
                .find(CheckpointType.LORA, new CheckpointFileName("two.safetensors"))
                .orElseThrow();
        assertThat(atelier.read(two.files().get(0).location())).isEqualTo("same");
    }

    private void lose(Claim claim) throws Exception {
        ImportTransfer transfer = new ImportTransfer();
        transfer.stop();
        assertThatThrownBy(() -> files.run(claim, transfer)).isInstanceOf(InterruptedException.class);
    }

    private void runQuietly() {
        try {
            run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void bytesThatWereStoredUnderANameThatJobsCannotUseAreFetched() throws Exception {
        String sha256 = InMemoryRemoteFileDownloader.sha256("same");
        Checkpoint unusable = TestCheckpoints.checkpoint()
                .type(CheckpointType.LORA)
                .by("ann")
                .files("a.bin", "other.ckpt")
                .build();
        atelier.checkpoints.add(unusable.withFiles(
                List.of(unusable.files().get(0).read(sha256), unusable.files().get(1))));
        atelier.write(unusable.files().get(0).location(), "same");
        atelier.remote.serve("https://models.example/two", "two.ckpt", "same");
        atelier.remote.publish("https://models.example/two", sha256);
        create("https://models.example/two");

        run();

        assertThat(atelier.remote.fetched()).containsExactly("https://models.example/two");
    }

    @Test
    void filesOfSitesAreImportedAsTheSiteSays() throws Exception {
        ModelHub.Reference reference = new ModelHub.HuggingFace("org/model", "main", "x.safetensors");
        atelier.remote.serve(URL, "one.safetensors", "first");
        atelier.hub.serve(
                reference,
                new ImportSource(
                        SourceUrl.parse(URL),
                        Optional.of(new CheckpointFileName("x.safetensors")),
                        Optional.of(InMemoryRemoteFileDownloader.sha256("first")),
                        OptionalLong.of(5)));
        ImportFromHub hub = new ImportFromHub(create, atelier.hub);

        Checkpoint checkpoint = hub.create(
                designer("ann"),
                new ImportFromHub.Command(
                        CheckpointType.LORA, List.of(), List.of(reference), Map.of(), Optional.empty()));

        assertThat(names(checkpoint)).containsExactly("x.safetensors");
        assertThat(atelier.imports.find(checkpoint.id()).orElseThrow().size()).hasValue(5);
        ImportFromHub.Command nothing =
                new ImportFromHub.Command(CheckpointType.LORA, List.of(), List.of(), Map.of(), Optional.empty());
        assertThatThrownBy(() -> hub.create(designer("ann"), nothing)).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> hub.create(holding("ann", "checkpoint:list"), nothing))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void rejectsWhatCannotBeImported() {
        assertThatThrownBy(() -> create("http://127.0.0.1/one.safetensors"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("not public");
        assertThatThrownBy(() -> create("https://models.example/"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("file name");
        assertThatThrownBy(() -> create(URL, "https://other.example/one.safetensors"))
                .isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> create()).isInstanceOf(InvalidRequestException.class);
        assertThat(atelier.imports.claim(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void needsThePermission() {
        RequestCheckpointImport.Command command = command(URL);

        assertThatThrownBy(() -> create.create(holding("ann", "checkpoint:list"), command))
                .isInstanceOf(PermissionDeniedException.class);
    }

    private Checkpoint create(String... urls) {
        return create.create(designer("ann"), command(urls));
    }

    private static RequestCheckpointImport.Command command(String... urls) {
        return new RequestCheckpointImport.Command(
                CheckpointType.LORA, Arrays.stream(urls).map(SourceUrl::parse).toList(), Map.of("message", "m"));
    }

    private void run() throws Exception {
        files.run(atelier.imports.claim(Duration.ofHours(1)).orElseThrow(), new ImportTransfer());
    }

    private Checkpoint now(Checkpoint checkpoint) {
        return atelier.checkpoints.find(checkpoint.id()).orElseThrow();
    }

    private static List<String> names(Checkpoint checkpoint) {
        return checkpoint.files().stream().map(file -> file.name().value()).toList();
    }

    private RequestCheckpointImport creating(BulkOperationsPolicy bulkOperationsPolicy) {
        return new RequestCheckpointImport(
                atelier.imports,
                atelier.remote,
                bulkOperationsPolicy,
                new ImportPolicy(MOST, 10),
                atelier.layout,
                atelier.ids,
                atelier.clock,
                atelier.checkpointAccess,
                atelier.audit);
    }

    private RunCheckpointImport over(ModelStore store) {
        return over(store, atelier.describer);
    }

    private RunCheckpointImport over(ModelStore store, ModelDescriber describer) {
        return over(store, describer, atelier.inspector);
    }

    private RunCheckpointImport over(ModelStore store, ModelDescriber describer, ModelFileInspector inspector) {
        return new RunCheckpointImport(
                atelier.checkpoints,
                atelier.imports,
                atelier.remote,
                inspector,
                atelier.turns,
                store,
                describer,
                new ImportDeadline(Duration.ofHours(24)),
                new AuthenticateCaller(new InMemoryCallerRepository(atelier.keys, atelier.users, atelier.roles)));
    }
}
