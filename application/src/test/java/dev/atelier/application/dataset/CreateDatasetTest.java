package dev.atelier.application.dataset;

import static dev.atelier.application.testing.TestCallers.designer;
import static dev.atelier.application.testing.TestCallers.holding;
import static dev.atelier.application.testing.TestCallers.withRoles;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.atelier.application.dataset.CreateDataset.Command;
import dev.atelier.application.dataset.CreateDataset.Content;
import dev.atelier.application.dataset.CreateDataset.Created;
import dev.atelier.application.testing.Concurrently;
import dev.atelier.application.testing.InMemoryAtelier;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateDatasetTest {

    private final InMemoryAtelier atelier = new InMemoryAtelier();
    private final CreateDataset create =
            new CreateDataset(atelier.datasets, atelier.store, atelier.layout, atelier.ids, atelier.clock);

    @Test
    void keepsTheDatasetWithItsItems() {
        Created created = create.create(designer("ann"), command("lego", "", "a.png", "b.png"));

        assertThat(atelier.datasets.find(new DatasetName("lego"))).contains(created.dataset());
        assertThat(created.dataset().status()).isEqualTo(DatasetStatus.INITIALED);
        assertThat(created.dataset().allowedRolesOrUsers()).isEqualTo(principals("designer"));
        assertThat(atelier.datasets.items(created.dataset().id()))
                .extracting(item -> item.file().value(), DatasetItem::name, DatasetItem::status)
                .containsExactly(
                        tuple("a.png", "the a.png", DatasetStatus.INITIALED),
                        tuple("b.png", "the b.png", DatasetStatus.INITIALED));
    }

    @Test
    void isOpenToItsCreatorAloneWhoHoldsNoRole() {
        Created created = create.create(withRoles(designer("ann")), command("lego", "", "a.png"));

        assertThat(created.dataset().allowedRolesOrUsers()).isEqualTo(principals("user:ann"));
    }

    @Test
    void eachFileHasAUrlThatPutsItBelowTheDatasetsFolder() throws Exception {
        Created created = create.create(designer("ann"), command("lego", "10_lego", "/home/ann/a.png", "b/c.png"));

        created.uploadUrls().values().forEach(url -> atelier.store.upload(url, new byte[] {1}));

        assertThat(created.uploadUrls()).containsOnlyKeys("/home/ann/a.png", "b/c.png");
        assertThat(atelier.store.files())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        created.dataset().folder() + "/10_lego/home/ann/a.png",
                        created.dataset().folder() + "/10_lego/b/c.png");
        assertThat(created.dataset().folder())
                .hasToString("s3://atelier/dataset/" + created.dataset().id() + "/lego");
    }

    @Test
    void theUrlsAreGoodForSevenDays() {
        URI url = create.create(designer("ann"), command("lego", "", "a.png"))
                .uploadUrls()
                .get("a.png");

        atelier.clock.pass(Duration.ofDays(7).minusSeconds(1));
        atelier.store.upload(url, new byte[] {1});
        atelier.clock.pass(Duration.ofSeconds(1));

        assertThatThrownBy(() -> atelier.store.upload(url, new byte[] {2}))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void filesThatHaveNotArrivedGetNewUrls() {
        Created created = create.create(designer("ann"), command("lego", "10_lego", "a.png", "x/b.png"));
        atelier.store.upload(created.uploadUrls().get("a.png"), new byte[] {1});
        atelier.clock.pass(Duration.ofDays(8));

        Created missing = create.resume(designer("ann"), new DatasetName("lego"));

        assertThat(missing.dataset()).isEqualTo(created.dataset());
        assertThat(missing.uploadUrls()).containsOnlyKeys("x/b.png");
        atelier.store.upload(missing.uploadUrls().get("x/b.png"), new byte[] {1});
        assertThat(create.resume(designer("ann"), new DatasetName("lego")).uploadUrls())
                .isEmpty();
        assertThatThrownBy(() -> create.resume(withRoles(designer("bob"), "guest"), new DatasetName("lego")))
                .isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> create.resume(holding("ann", "train:create"), new DatasetName("lego")))
                .isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void saysWhereFilesAreSentUnlessThatIsThisService() {
        assertThat(create.uploadOrigin()).isEmpty();
        atelier.store.serveAt(URI.create("https://files.example.org:9000/bucket/"));
        assertThat(create.uploadOrigin()).contains("https://files.example.org:9000");
    }

    @Test
    void ofSeveralOfTheSameNameAtOnceOneWins() throws Exception {
        List<String> answers = Concurrently.times(5, () -> {
            try {
                return create.create(designer("ann"), command("lego", "", "a.png"))
                        .dataset()
                        .name()
                        .value();
            } catch (DatasetAlreadyExistsException e) {
                return e.getMessage();
            }
        });

        assertThat(answers).containsOnlyOnce("lego");
        assertThat(answers)
                .filteredOn(answer -> answer.contains("already exists"))
                .hasSize(4);
    }

    @Test
    void aDatasetHas1To1000Files() {
        assertThatThrownBy(() -> command("lego", ""))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("dataset lego has 0 files; allowed are 1 to 1000");
        Content one = content("a.png");
        assertThatThrownBy(() -> new Command(new DatasetName("lego"), "", Collections.nCopies(1001, one), Map.of()))
                .hasMessageContaining("1 to 1000");
    }

    @Test
    void noTwoFilesLieAtTheSamePlace() {
        assertThatThrownBy(() -> command("lego", "", "a/b.png", "/a/b.png"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("twice");
        assertThatThrownBy(() -> command("lego", "", "a/b", "a", "c"))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessage("a cannot be a file and the folder of a/b at once");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/../b", "a//b", "/a", "a\\b"})
    void aPrefixThatLeadsElsewhereIsRejected(String prefix) {
        assertThatThrownBy(() -> create.create(designer("ann"), command("lego", prefix, "a.png")))
                .isInstanceOf(InvalidRequestException.class);

        assertThat(atelier.datasets.find(new DatasetName("lego"))).isEmpty();
    }

    @Test
    void needsThePermission() {
        assertThatThrownBy(() -> create.create(holding("ann", "train:create"), command("lego", "", "a.png")))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("train:all");

        assertThat(atelier.datasets.find(new DatasetName("lego"))).isEmpty();
    }

    private static Command command(String name, String prefix, String... files) {
        return new Command(
                new DatasetName(name),
                prefix,
                Stream.of(files).map(CreateDatasetTest::content).toList(),
                Map.of());
    }

    private static Content content(String file) {
        return new Content(new DatasetFileName(file), "the " + file, "image", Map.of());
    }
}
