package dev.atelier.application.training;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.dataset.DeleteDatasets;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.training.OpenDatasetImage.Image;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenDatasetImageTest {

    private static final Caller ANN = designer("ann");

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final OpenDatasetImage open = new OpenDatasetImage(atelier.datasets, atelier.store);
    private final Dataset dataset = atelier.add(dataset().files("x/a.png", "x/a.txt", "b.png"));

    @BeforeEach
    void upload() {
        atelier.write(dataset.location().resolve("x/a.png"), "image");
        atelier.write(dataset.location().resolve("x/a.txt"), "caption");
    }

    private Image find(Caller caller, String file) {
        return open.find(caller, dataset.name(), new DatasetFileName(file));
    }

    @Test
    void imagesThatHaveArrivedAreOpened() throws Exception {
        try (InputStream content = open.open(find(ANN, "x/a.png"))) {
            assertThat(content.readAllBytes()).asString().isEqualTo("image");
        }
        for (String other : List.of("x/a.txt", "b.png", "none.png")) {
            assertThatThrownBy(() -> find(ANN, other))
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining(other);
        }
    }

    @Test
    void aCopyIsKeptUntilTheImageIsNewer() throws Exception {
        Image image = find(ANN, "x/a.png");
        assertThat(open.openCopy(image)).isEmpty();

        open.storeCopy(image, "small".getBytes());

        try (InputStream copy = open.openCopy(image).orElseThrow()) {
            assertThat(copy.readAllBytes()).asString().isEqualTo("small");
        }
        atelier.clock.pass(Duration.ofSeconds(1));
        atelier.write(image.file().location(), "another image");
        assertThat(open.openCopy(find(ANN, "x/a.png"))).isEmpty();
    }

    @Test
    void copiesAreNoneOfTheDatasetsFilesAndDeletedWithIt() {
        Image image = find(ANN, "x/a.png");
        open.storeCopy(image, new byte[] {1});
        assertThat(dataset.holds(image.copy())).isFalse();

        new DeleteDatasets(atelier.datasets, atelier.store).delete(ANN, List.of(dataset.name()));

        assertThat(atelier.store.files()).isEmpty();
        assertThatThrownBy(() -> open.storeCopy(image, new byte[] {1})).isInstanceOf(NotFoundException.class);
        assertThat(atelier.store.files()).isEmpty();
    }

    @Test
    void needsThePermissionAndAnOpenDataset() {
        assertThatThrownBy(() -> find(holding("ann", "train:create"), "x/a.png"))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> find(withRoles(designer("bob"), "guest"), "x/a.png"))
                .isInstanceOf(PermissionDeniedException.class);
    }
}
