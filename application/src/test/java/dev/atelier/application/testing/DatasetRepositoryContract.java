package dev.atelier.application.testing;

import static dev.atelier.application.testing.SettableClock.START;
import static dev.atelier.application.testing.TestDatasets.dataset;
import static dev.atelier.application.testing.TestPrincipals.principals;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.dataset.DatasetAlreadyExistsException;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.dataset.DatasetRepository.Filter;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The contract of {@link DatasetRepository}. */
public abstract class DatasetRepositoryContract {

    private static final Filter ALL = new Filter(Set.of(), Set.of());

    /** The port: without datasets at the start of each test, the same throughout it. */
    protected abstract DatasetRepository datasets();

    @ParameterizedTest
    @EnumSource
    void findsWhatWasAddedWithItsItemsInTheirOrder(DatasetStatus status) {
        TestDatasets added =
                dataset().status(status).openTo("designer", "user:ann").files("z.png", "/x/a.png", "m.txt");

        Dataset found = add(added);

        assertThat(datasets().find(found.name())).contains(found);
        assertThat(datasets().find(found.id())).contains(found);
        assertThat(datasets().items(found.id())).isEqualTo(added.items());
    }

    @Test
    void itemsAreAddedBehindTheOthersAndRemoved() {
        TestDatasets added = dataset().files("a.png", "a.txt", "b.png");
        Dataset found = add(added);
        DatasetItem item =
                new DatasetItem(new DatasetFileName("b.txt"), "b.txt", "caption", Map.of(), DatasetStatus.ENABLED);

        Optional<String> result = datasets().changeFiles(found.id(), () -> {
            datasets().addItem(found.id(), item);
            datasets().removeItem(found.id(), new DatasetFileName("a.txt"));
            datasets().removeItem(found.id(), new DatasetFileName("none.txt"));
            return "done";
        });

        assertThat(result).contains("done");
        assertThat(datasets().items(found.id()))
                .containsExactly(added.items().get(0), added.items().get(2), item);
    }

    @Test
    void aChangeOfFilesThatFailsChangesNoItem() {
        TestDatasets added = dataset().files("a.png", "a.txt");
        Dataset found = add(added);

        assertThatThrownBy(() -> datasets().changeFiles(found.id(), () -> {
                    datasets().removeItem(found.id(), new DatasetFileName("a.txt"));
                    throw new IllegalStateException("the disk broke");
                }))
                .hasMessage("the disk broke");

        assertThat(datasets().items(found.id())).isEqualTo(added.items());
    }

    @Test
    void filesOfARemovedDatasetAreNotChanged() {
        Dataset found = add(dataset());
        datasets().delete(found.id());

        assertThat(datasets().changeFiles(found.id(), () -> {
                    throw new IllegalStateException("there is none");
                }))
                .isEmpty();
    }

    @Test
    void filesOfADatasetAreChangedOneAtATime() throws Exception {
        Dataset found = add(dataset().files("0.png"));

        Concurrently.times(
                4,
                () -> datasets().changeFiles(found.id(), () -> {
                    int count = datasets().items(found.id()).size();
                    datasets()
                            .addItem(
                                    found.id(),
                                    new DatasetItem(
                                            new DatasetFileName(count + ".png"),
                                            "",
                                            "",
                                            Map.of(),
                                            DatasetStatus.ENABLED));
                    return count;
                }));

        assertThat(datasets().items(found.id()))
                .extracting(item -> item.file().value())
                .containsExactly("0.png", "1.png", "2.png", "3.png", "4.png");
    }

    @Test
    void findsNothingThatWasNotAdded() {
        add(dataset().name("one"));

        assertThat(datasets().find(new DatasetName("two"))).isEmpty();
        assertThat(datasets().find(new DatasetId(UUID.randomUUID()))).isEmpty();
        assertThat(datasets().items(new DatasetId(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void rejectsANameThatIsTakenAndAddsNothing() {
        TestDatasets first = dataset().name("same").files("a.png");
        Dataset kept = add(first);
        TestDatasets second = dataset().name("same").files("b.png");

        assertThatThrownBy(() -> add(second))
                .isInstanceOf(DatasetAlreadyExistsException.class)
                .hasMessageStartingWith("dataset same already exists");

        assertThat(datasets().find(kept.name())).contains(kept);
        assertThat(datasets().items(kept.id())).isEqualTo(first.items());
        assertThat(datasets().items(second.build().id())).isEmpty();
    }

    @Test
    void ofSeveralOfTheSameNameAtOnceOneIsAdded() throws Exception {
        List<Boolean> added = Concurrently.times(6, () -> isAdded(dataset().name("same")));

        assertThat(added).containsOnlyOnce(true);
        assertThat(datasets().page(ALL, Optional.empty(), 10).items()).hasSize(1);
    }

    @Test
    void storesTheStatusOfTheDatasetAndOfTheItemsGiven() {
        TestDatasets added = dataset().files("a.png", "b.png", "c.png");
        Dataset enabled = add(added).become(DatasetStatus.ENABLED);
        DatasetItem second = added.items().get(1).as(DatasetStatus.ENABLED);

        assertThat(datasets().update(enabled, List.of(second))).isTrue();

        assertThat(datasets().find(enabled.name())).contains(enabled);
        assertThat(datasets().items(enabled.id()))
                .containsExactly(added.items().get(0), second, added.items().get(2));
    }

    @Test
    void aStatusMayComeWithoutItems() {
        Dataset disabled = add(dataset()).become(DatasetStatus.DISABLED);

        assertThat(datasets().update(disabled, List.of())).isTrue();

        assertThat(datasets().find(disabled.name())).contains(disabled);
    }

    @Test
    void doesNotUpdateWhatIsGone() {
        TestDatasets gone = dataset();

        assertThat(datasets().update(gone.build(), gone.items())).isFalse();

        assertThat(datasets().find(gone.build().name())).isEmpty();
        assertThat(datasets().items(gone.build().id())).isEmpty();
    }

    @Test
    void listsWhatFitsTheFilterNewestFirst() {
        Dataset old = add(dataset().openTo("guest", "designer").status(DatasetStatus.ENABLED));
        Dataset fresh = add(dataset().openTo("guest").createdAt(START.plusNanos(1000)));
        Dataset others = add(dataset().openTo("bob").createdAt(START.plusSeconds(1)));

        assertThat(list(ALL)).containsExactly(others, fresh, old);
        assertThat(list(new Filter(principals("guest", "designer"), Set.of()))).containsExactly(fresh, old);
        assertThat(list(new Filter(principals("guests"), Set.of()))).isEmpty();
        assertThat(list(new Filter(Set.of(), Set.of(DatasetStatus.INITIALED)))).containsExactly(others, fresh);
        assertThat(list(new Filter(principals("guest"), Set.of(DatasetStatus.ENABLED, DatasetStatus.DISABLED))))
                .containsExactly(old);
    }

    @Test
    void pagesAreStableWhileDatasetsAreAdded() {
        List<Dataset> all = IntStream.range(0, 7).mapToObj(i -> add(dataset())).toList();

        List<Dataset> seen = new ArrayList<>();
        Optional<Cursor> next = Optional.empty();
        do {
            Page<Dataset> page = datasets().page(new Filter(principals("designer"), Set.of()), next, 3);
            seen.addAll(page.items());
            next = page.next().map(cursor -> Cursor.parse(cursor.toString()));
            add(dataset().createdAt(START.plusSeconds(seen.size())));
        } while (next.isPresent());

        assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void deletesADatasetWithItsItemsAndFreesItsName() {
        Dataset gone = add(dataset().name("same"));

        datasets().delete(gone.id());
        datasets().delete(gone.id());

        assertThat(datasets().find(gone.name())).isEmpty();
        assertThat(datasets().items(gone.id())).isEmpty();
        Dataset next = add(dataset().name("same"));
        assertThat(datasets().find(gone.name())).contains(next);
    }

    private List<Dataset> list(Filter filter) {
        return datasets().page(filter, Optional.empty(), 10).items();
    }

    private boolean isAdded(TestDatasets dataset) {
        try {
            add(dataset);
            return true;
        } catch (DatasetAlreadyExistsException e) {
            return false;
        }
    }

    private Dataset add(TestDatasets dataset) {
        Dataset built = dataset.build();
        datasets().add(built, dataset.items());
        return built;
    }
}
