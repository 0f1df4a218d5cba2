package dev.atelier.application.dataset;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetName;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeleteDatasetsTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final DeleteDatasets delete = new DeleteDatasets(atelier.datasets, atelier.store);
    private final Dataset mine = atelier.add(dataset().name("lego"));
    private final Dataset similar = atelier.add(dataset().name("lego_technic"));
    private final Dataset others = atelier.add(dataset().name("bricks").openTo("guest"));

    @Test
    void removesThoseThatExistWithTheirFiles() {
        atelier.write(mine.location().resolve("a.png"), "image");
        atelier.write(similar.location().resolve("a.png"), "image");

        delete.delete(designer("ann"), List.of(mine.name(), mine.name(), new DatasetName("unknown")));

        assertThat(atelier.datasets.find(mine.name())).isEmpty();
        assertThat(atelier.datasets.find(similar.name())).isPresent();
        assertThat(atelier.store.files()).containsExactly(similar.location().resolve("a.png"));
    }

    @Test
    void removesNoneWhenOneIsNotOpenToTheCaller() {
        assertThatThrownBy(() -> delete.delete(designer("ann"), List.of(mine.name(), others.name())))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("bricks");

        assertThat(atelier.datasets.find(mine.name())).isPresent();
    }

    @Test
    void anAdministratorMayRemoveAny() {
        delete.delete(administrator(), List.of(mine.name(), others.name()));

        assertThat(atelier.datasets.find(others.name())).isEmpty();
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> delete.delete(holding("ann", "train:create"), List.of(mine.name())))
                .isInstanceOf(PermissionDeniedException.class);

        assertThat(atelier.datasets.find(mine.name())).isPresent();
    }
}
