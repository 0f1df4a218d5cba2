package dev.atelier.persistence.storage.local;

import static dev.atelier.persistence.storage.local.TestStore.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.IdGenerator;
import dev.atelier.application.dataset.CreateDataset;
import dev.atelier.application.dataset.DatasetFolders;
import dev.atelier.application.dataset.DeleteDatasets;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryDatasetRepository;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestCallers;
import dev.atelier.application.testing.TestDatasets;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.persistence.storage.s3.S3Store;
import dev.atelier.persistence.storage.s3.S3TestStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ReusedDatasetNameTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final DatasetName NAME = new DatasetName("lego");

    @TempDir
    Path folder;

    private final SettableClock clock = new SettableClock();
    private final InMemoryDatasetRepository datasets = new InMemoryDatasetRepository();
    private final StorageLayout layout = new StorageLayout("atelier");

    @Test
    void urlsOfADeletedDatasetAreVoidAlsoWhenItsNameIsTakenAgain() throws IOException {
        LocalModelStore store = open();
        CreateDataset.Created old = create(store, "ann", "a.png", "b.png");
        upload(store, old.uploadUrls().get("a.png"), "old");
        StorageUri file = old.dataset().location().resolve("a.png");
        URI preview = store.presignDownload(file, HOUR);
        URI unused = old.uploadUrls().get("b.png");

        new DeleteDatasets(datasets, store).delete(TestCallers.designer("ann"), List.of(NAME));
        assertVoid(store, preview, unused);

        CreateDataset.Created next = create(store, "bob", "a.png", "b.png");
        upload(store, next.uploadUrls().get("a.png"), "new");

        assertVoid(store, preview, unused);
        assertThat(store.find(next.dataset().location().resolve("b.png"))).isEmpty();
        assertThat(read(store, next.dataset(), "a.png")).isEqualTo("new");
    }

    @Test
    void soAreThoseOfADatasetFromBeforeThereWereIdsInTheirLocations() throws IOException {
        LocalModelStore store = open();
        Dataset old = TestDatasets.dataset().name("lego").build();
        datasets.add(old, List.of());
        StorageUri file = old.location().resolve("a.png");
        upload(store, store.presignUpload(file, HOUR, 100), "old");
        URI preview = store.presignDownload(file, HOUR);
        URI unused = store.presignUpload(file, HOUR, 100);
        assertThat(store.download(preview).contentType()).isEqualTo("image/png");

        new DeleteDatasets(datasets, store).delete(TestCallers.designer("ann"), List.of(NAME));
        create(store, "bob", "a.png");

        assertVoid(store, preview, unused);
    }

    @Test
    void inS3TheyLeadToOtherFiles() throws Exception {
        try (S3Store store = S3TestStore.open()) {
            CreateDataset.Created old = create(store, "ann", "a.png");
            new DeleteDatasets(datasets, store).delete(TestCallers.designer("ann"), List.of(NAME));
            CreateDataset.Created next = create(store, "bob", "a.png");
            put(next.uploadUrls().get("a.png"), "new");
            put(old.uploadUrls().get("a.png"), "old");

            assertThat(read(store, next.dataset(), "a.png")).isEqualTo("new");
            store.deleteAll(new StorageUri("atelier", "dataset"));
        }
    }

    private LocalModelStore open() throws IOException {
        return new LocalModelStore(new LocalStoreConfiguration(folder, 0), clock, new DatasetFolders(datasets, layout));
    }

    private CreateDataset.Created create(ModelStore store, String user, String... files) {
        IdGenerator idGenerator = UUID::randomUUID;
        return new CreateDataset(datasets, store, layout, idGenerator, clock)
                .create(
                        TestCallers.designer(user),
                        new CreateDataset.Command(
                                NAME,
                                "",
                                List.of(files).stream()
                                        .map(file -> new CreateDataset.Content(
                                                new DatasetFileName(file), file, "image", Map.of()))
                                        .toList(),
                                Map.of()));
    }

    private static void assertVoid(LocalModelStore store, URI preview, URI unused) {
        assertThatThrownBy(() -> store.download(preview)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> upload(store, unused, "late"))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("what this URL was given for was deleted");
    }

    private static String read(ModelStore store, Dataset dataset, String file) throws IOException {
        try (var content = store.open(dataset.location().resolve(file))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void put(URI url, String content) throws Exception {
        HttpRequest put = HttpRequest.newBuilder(url)
                .PUT(HttpRequest.BodyPublishers.ofString(content))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(put, BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }
}
