package dev.atelier.application.dataset;

import static dev.atelier.application.testing.TestCallers.administrator;
import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.dataset.GetDataset.Details;
import dev.atelier.application.dataset.GetDataset.Preview;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetName;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GetDatasetTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final GetDataset get = new GetDataset(atelier.datasets, atelier.store);
    private final Dataset dataset = atelier.add(dataset().files("a.png", "x/b.png"));

    @Test
    void returnsTheDatasetAndItsItems() {
        Details details = get.get(designer("ann"), dataset.name());

        assertThat(details.dataset()).isEqualTo(dataset);
        assertThat(details.items()).extracting(Preview::item).isEqualTo(atelier.datasets.items(dataset.id()));
    }

    @Test
    void previewsShowTheFilesForADay() throws Exception {
        atelier.write(dataset.location().resolve("x/b.png"), "image");
        URI preview = get.get(designer("ann"), dataset.name()).items().get(1).url();

        atelier.clock.pass(Duration.ofHours(24).minusSeconds(1));
        assertThat(atelier.store.download(preview)).asString().isEqualTo("image");
        atelier.clock.pass(Duration.ofSeconds(1));
        assertThatThrownBy(() -> atelier.store.download(preview)).isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void anUnknownDatasetIsNotFound() {
        assertThatThrownBy(() -> get.get(administrator(), new DatasetName("x"))).isInstanceOf(NotFoundException.class);
    }

    @Test
    void needsThePermissionAndAnOpenDataset() {
        assertThatThrownBy(() -> get.get(holding("ann", "train:list"), dataset.name()))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> get.get(withRoles(designer("bob"), "guest"), dataset.name()))
                .isInstanceOf(PermissionDeniedException.class);
        assertThat(get.get(administrator(), dataset.name()).dataset()).isEqualTo(dataset);
    }
}
