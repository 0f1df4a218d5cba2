package dev.atelier.application.training;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.training.ListDatasetImages.Entry;
import dev.atelier.application.training.ListDatasetImages.Slice;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetName;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ListDatasetImagesTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final ListDatasetImages list = new ListDatasetImages(atelier.datasets, atelier.store);
    private final Dataset dataset = atelier.add(
            dataset().files("a.png", "a.txt", "b.png", "b.txt", "c.JPG", "notes.txt", "d_1_2_3_4.png", "d.txt"));

    private void arrives(String file, String content) {
        atelier.write(dataset.location().resolve(file), content);
    }

    @Test
    void imagesHaveTheCaptionsThatATrainingReads() {
        arrives("a.png", "image");
        arrives("a.txt", "a red brick\n");
        arrives("b.png", "image");
        arrives("b.txt", " ");
        arrives("d.txt", "d".repeat(ImageCaptions.MAX_BYTES + 1));

        Slice slice = list.list(designer("ann"), dataset.name(), 0, 10);

        assertThat(slice.dataset()).isEqualTo(dataset);
        assertThat(slice.entries())
                .extracting(
                        entry -> entry.item().file().value(),
                        Entry::arrived,
                        Entry::image,
                        entry -> entry.caption().map(ImageCaption::text))
                .containsExactly(
                        tuple("a.png", true, true, Optional.of("a red brick")),
                        tuple("b.png", true, true, Optional.of("")),
                        tuple("c.JPG", false, true, Optional.of("")),
                        tuple("notes.txt", false, false, Optional.empty()),
                        tuple("d_1_2_3_4.png", false, true, Optional.of("d".repeat(500) + "…")));
        assertThat(slice.entries().get(4).caption().orElseThrow().tooLong()).isTrue();
        assertThat(slice.entries().get(0).caption().orElseThrow().tooLong()).isFalse();
        assertThat(slice.total()).isEqualTo(5);
        assertThat(slice.missing()).isEqualTo(3);
    }

    @Test
    void someOfThemAreShownAtOnce() {
        Slice slice = list.list(designer("ann"), dataset.name(), 1, 2);

        assertThat(slice.entries())
                .extracting(entry -> entry.item().file().value())
                .containsExactly("b.png", "c.JPG");
        assertThat(slice.total()).isEqualTo(5);
        assertThat(list.list(designer("ann"), dataset.name(), 5, 2).entries()).isEmpty();
    }

    @Test
    void needsThePermissionAndAnOpenDataset() {
        assertThatThrownBy(() -> list.list(holding("ann", "train:create"), dataset.name(), 0, 10))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> list.list(withRoles(designer("bob"), "guest"), dataset.name(), 0, 10))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> list.list(designer("ann"), new DatasetName("none"), 0, 10))
                .isInstanceOf(NotFoundException.class);
    }
}
