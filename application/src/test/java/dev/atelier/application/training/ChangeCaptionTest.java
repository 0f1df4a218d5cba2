package dev.atelier.application.training;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.atelier.application.testing.Concurrently;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.testing.InMemoryDatasetRepository;
import dev.atelier.application.training.ChangeCaption.Changed;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangeCaptionTest {

    private static final Caller ANN = designer("ann");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ChangeCaption change = new ChangeCaption(atelier.datasets, atelier.store);
    private final Dataset dataset = atelier.add(dataset()
            .status(DatasetStatus.ENABLED)
            .files("a.png", "a.txt", "b.png", "d_1_2_3_4.png", "d.txt", "notes.txt"));

    @BeforeEach
    void captions() {
        arrives("a.txt", "a red brick\n");
        arrives("d.txt", "a source");
    }

    private void arrives(String file, String content) {
        atelier.write(dataset.location().resolve(file), content);
    }

    private String version(String image) {
        return caption(image).version();
    }

    private ImageCaption caption(String image) {
        return new ListDatasetImages(atelier.datasets, atelier.store)
                .list(ANN, dataset.name(), 0, 10).entries().stream()
                        .filter(entry -> entry.item().file().value().equals(image))
                        .findFirst()
                        .orElseThrow()
                        .caption()
                        .orElseThrow();
    }

    private Changed change(String image, String version, String text) {
        return change.change(ANN, dataset.name(), new DatasetFileName(image), version, text);
    }

    private String stored(String file) throws IOException {
        return atelier.read(dataset.location().resolve(file));
    }

    private List<String> files() {
        return atelier.datasets.items(dataset.id()).stream()
                .map(item -> item.file().value())
                .toList();
    }

    @Test
    void aCaptionIsReplacedInItsFile() throws IOException {
        Changed changed = change("a.png", version("a.png"), " a blue brick,\r\nold ");

        assertThat(changed.stored()).isTrue();
        assertThat(changed.caption()).isEqualTo(caption("a.png"));
        assertThat(changed.caption().text()).isEqualTo("a blue brick,\nold");
        assertThat(stored("a.txt")).isEqualTo("a blue brick,\nold");
        assertThat(files()).hasSize(6);
    }

    @Test
    void anImageWithoutACaptionGetsAFileOfItsOwn() throws IOException {
        change("b.png", version("b.png"), "a green brick");
        change("d_1_2_3_4.png", version("d_1_2_3_4.png"), "a piece");

        assertThat(stored("b.txt")).isEqualTo("a green brick");
        assertThat(stored("d_1_2_3_4.txt")).isEqualTo("a piece");
        assertThat(stored("d.txt")).isEqualTo("a source");
        assertThat(atelier.datasets.items(dataset.id()).stream().skip(6))
                .extracting(item -> item.file().value(), DatasetItem::status)
                .containsExactly(tuple("b.txt", DatasetStatus.ENABLED), tuple("d_1_2_3_4.txt", DatasetStatus.ENABLED));
    }

    @Test
    void anEmptyTextRemovesTheFileAndItsItem() {
        Changed changed = change("a.png", version("a.png"), " ");

        assertThat(changed.caption()).isEqualTo(ImageCaption.NONE);
        assertThat(atelier.store.find(dataset.location().resolve("a.txt"))).isEmpty();
        assertThat(files()).doesNotContain("a.txt").hasSize(5);
        assertThat(change("b.png", "", "").stored()).isTrue();
    }

    @Test
    void aFileThatIsEmptyIsRemovedByAnEmptyText() {
        arrives("a.txt", "");

        change("a.png", version("a.png"), "");

        assertThat(files()).doesNotContain("a.txt");
    }

    @Test
    void anItemWhoseFileIsGoneIsRemovedByAnEmptyText() {
        atelier.store.deleteQuietly(dataset.location().resolve("a.txt"));

        assertThat(change("a.png", "", "").stored()).isTrue();

        assertThat(files()).doesNotContain("a.txt").hasSize(5);
    }

    @Test
    void aFileWhoseItemWasNotStoredIsRemoved() throws IOException {
        InMemoryDatasetRepository failing = new InMemoryDatasetRepository() {

            private boolean failed;

            @Override
            public <T> Optional<T> changeFiles(DatasetId id, Supplier<T> change) {
                return super.changeFiles(id, () -> {
                    T result = change.get();
                    if (!failed) {
                        failed = true;
                        throw new IllegalStateException("the database broke");
                    }
                    return result;
                });
            }
        };
        failing.add(dataset, atelier.datasets.items(dataset.id()));
        ChangeCaption changing = new ChangeCaption(failing, atelier.store);
        DatasetFileName image = new DatasetFileName("b.png");

        assertThatThrownBy(() -> changing.change(ANN, dataset.name(), image, "", "a green brick"))
                .hasMessage("the database broke");

        assertThat(atelier.store.find(dataset.location().resolve("b.txt"))).isEmpty();
        changing.change(ANN, dataset.name(), image, "", "a green brick");
        assertThat(stored("b.txt")).isEqualTo("a green brick");
    }

    @Test
    void theCaptionOfAnotherImageIsNotRemoved() throws IOException {
        assertThatThrownBy(() -> change("d_1_2_3_4.png", version("d_1_2_3_4.png"), ""))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("file d.txt of another image");
        assertThat(stored("d.txt")).isEqualTo("a source");
    }

    @Test
    void aCaptionThatWasChangedMeanwhileStays() throws IOException {
        String loaded = version("a.png");
        change("a.png", loaded, "a blue brick");

        Changed second = change("a.png", loaded, "a green brick");

        assertThat(second.stored()).isFalse();
        assertThat(second.caption().text()).isEqualTo("a blue brick");
        assertThat(stored("a.txt")).isEqualTo("a blue brick");
        assertThat(change("a.png", second.caption().version(), "a green brick").stored())
                .isTrue();
        assertThat(change("b.png", loaded, "none there").stored()).isFalse();
    }

    @Test
    void ofSeveralChangesAtOnceOneIsStored() throws Exception {
        String loaded = version("a.png");
        AtomicInteger number = new AtomicInteger();

        List<Boolean> stored = Concurrently.times(
                6,
                () -> change("a.png", loaded, "brick " + number.incrementAndGet())
                        .stored());

        assertThat(stored).containsOnlyOnce(true);
    }

    @Test
    void aCaptionHasTheLimitsThatAnUploadHas() throws IOException {
        String version = version("a.png");

        assertThatThrownBy(() -> change("a.png", version, "é".repeat(ImageCaptions.MAX_BYTES / 2) + "e"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("more than 16384 bytes");
        assertThat(stored("a.txt")).isEqualTo("a red brick\n");
        arrives("a.txt", "e".repeat(ImageCaptions.MAX_BYTES + 1));
        assertThatThrownBy(() -> change("a.png", version("a.png"), "short"))
                .hasMessageContaining("more than 16384 bytes");
        atelier.store.put(
                dataset.location().resolve("a.txt"),
                new ByteArrayInputStream("caf\u00e9".getBytes(StandardCharsets.ISO_8859_1)),
                "text/plain");
        assertThat(caption("a.png").readable()).isFalse();
        change("a.png", version("a.png"), "café");
        assertThat(caption("a.png").readable()).isTrue();
        assertThat(caption("a.png").text()).isEqualTo("café");
    }

    @Test
    void aTrainingReadsWhatWasWritten() throws IOException {
        change("b.png", "", "a green brick");

        assertThat(CaptionChecker.read(dataset.location().resolve("b.txt"), atelier.store))
                .isEqualTo("a green brick".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void needsThePermissionAnOpenDatasetAndAnImageInIt() {
        DatasetFileName image = new DatasetFileName("a.png");

        assertThatThrownBy(() -> change.change(holding("ann", "train:create"), dataset.name(), image, "", "x"))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> change.change(withRoles(designer("bob"), "guest"), dataset.name(), image, "", "x"))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> change.change(ANN, new DatasetName("none"), image, "", "x"))
                .isInstanceOf(NotFoundException.class);
        for (String other : List.of("c.png", "notes.txt", "a.txt")) {
            assertThatThrownBy(() -> change(other, "", "x"))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageEndingWith("has no image " + other);
        }
    }
}
