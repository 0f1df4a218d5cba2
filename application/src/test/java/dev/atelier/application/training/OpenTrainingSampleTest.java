package dev.atelier.application.training;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestTrainings.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.application.training.OpenTrainingSample.Image;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.training.TrainingJob;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenTrainingSampleTest {

    private static final Caller ANN = designer("ann");
    private static final String NAME = "e000001-00";

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final OpenTrainingSample open = new OpenTrainingSample(atelier.trainings, atelier.store);
    private final TrainingJob job = training().preparing();
    private final StorageUri folder = StorageLayout.trainingSamples(job.output());

    @BeforeEach
    void make() {
        atelier.trainings.add(job);
        atelier.write(folder.resolve(NAME + ".png"), "image");
    }

    private Image find(Caller caller, String name) {
        return open.find(caller, job.id(), name);
    }

    @Test
    void opensAnImageAndKeepsItsSmallCopy() throws Exception {
        try (InputStream content = open.open(find(ANN, NAME))) {
            assertThat(content.readAllBytes()).asString().isEqualTo("image");
        }
        assertThat(open.openCopy(find(ANN, NAME))).isEmpty();

        open.storeCopy(find(administrator(), NAME), "small".getBytes());

        try (InputStream copy = open.openCopy(find(ANN, NAME)).orElseThrow()) {
            assertThat(copy.readAllBytes()).asString().isEqualTo("small");
        }
    }

    @Test
    void whatIsNoImageIsNotFound() {
        atelier.write(folder.resolve("other.png"), "other");

        for (String name : List.of("e000002-00", "other", "../output/train", NAME + ".png", "")) {
            assertThatThrownBy(() -> find(ANN, name)).as(name).isInstanceOf(NotFoundException.class);
        }
    }

    @Test
    void isForTheOwnerAndAdministrators() {
        assertThatThrownBy(() -> find(designer("bob"), NAME)).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> find(holding("ann", "inference:all"), NAME))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("train:list");
    }

    @Test
    void noCopyRemainsOfADeletedTraining() {
        Image image = find(ANN, NAME);
        atelier.trainings.delete(job.id());

        assertThatThrownBy(() -> open.storeCopy(image, new byte[] {1})).isInstanceOf(NotFoundException.class);

        assertThat(atelier.store.files()).isEmpty();
    }
}
