package dev.atelier.application.dataset;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static dev.atelier.domain.dataset.DatasetStatus.DISABLED;
import static dev.atelier.domain.dataset.DatasetStatus.ENABLED;
import static dev.atelier.domain.dataset.DatasetStatus.INITIALED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import org.junit.jupiter.api.Test;

class UpdateDatasetTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final UpdateDataset update = new UpdateDataset(atelier.datasets, atelier.store);
    private final Dataset dataset = atelier.add(dataset().files("a.png", "b.png", "c.png"));

    @Test
    void enablesTheDatasetAndTheItemsThatHaveArrived() {
        arrive("a.png");
        arrive("c.png");

        Dataset enabled = update.update(designer("ann"), dataset.name(), ENABLED);

        assertThat(enabled.status()).isEqualTo(ENABLED);
        assertThat(atelier.datasets.find(dataset.name())).contains(enabled);
        assertThat(statuses()).containsExactly(ENABLED, INITIALED, ENABLED);
    }

    @Test
    void latecomersFollowWhenItIsEnabledAgain() {
        arrive("a.png");
        update.update(designer("ann"), dataset.name(), ENABLED);
        arrive("b.png");

        update.update(designer("ann"), dataset.name(), ENABLED);

        assertThat(statuses()).containsExactly(ENABLED, ENABLED, INITIALED);
    }

    @Test
    void disablesTheDatasetWithItsItems() {
        arrive("a.png");
        update.update(designer("ann"), dataset.name(), ENABLED);

        update.update(designer("ann"), dataset.name(), DISABLED);

        assertThat(atelier.datasets.find(dataset.name()).orElseThrow().status()).isEqualTo(DISABLED);
        assertThat(statuses()).containsExactly(DISABLED, INITIALED, INITIALED);
    }

    @Test
    void isNotEnabledWhileNoFileHasArrived() {
        assertThatThrownBy(() -> update.update(designer("ann"), dataset.name(), ENABLED))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("none of the files of dataset " + dataset.name());

        assertThat(atelier.datasets.find(dataset.name())).contains(dataset);
    }

    @Test
    void doesNotGoBackToItsBeginning() {
        assertThatThrownBy(() -> update.update(designer("ann"), dataset.name(), INITIALED))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("cannot become Initialed");
    }

    @Test
    void anUnknownDatasetIsNotFound() {
        assertThatThrownBy(() -> update.update(designer("ann"), new DatasetName("x"), ENABLED))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("dataset x is not found");
    }

    @Test
    void needsThePermissionAndAnOpenDataset() {
        arrive("a.png");

        assertThatThrownBy(() -> update.update(holding("ann", "train:list"), dataset.name(), ENABLED))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("train:all");
        assertThatThrownBy(() -> update.update(withRoles(designer("bob"), "guest"), dataset.name(), ENABLED))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("not open to user bob");

        assertThat(atelier.datasets.find(dataset.name())).contains(dataset);
    }

    private void arrive(String file) {
        atelier.write(dataset.location().resolve(file), "image");
    }

    private Iterable<DatasetStatus> statuses() {
        return atelier.datasets.items(dataset.id()).stream()
                .map(DatasetItem::status)
                .toList();
    }
}
