package dev.atelier.application.testing;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.access.UserName;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** Builds datasets: Initialed, with a unique name and two files, unless the test says otherwise. */
public final class TestDatasets {

    private final DatasetId id = new DatasetId(UUID.randomUUID());
    private DatasetName name = new DatasetName("d-" + id);
    private DatasetStatus status = DatasetStatus.INITIALED;
    private Set<Principal> openTo = TestPrincipals.principals("designer");
    private List<String> files = List.of("a.png", "b.png");
    private Instant created = SettableClock.START;

    private TestDatasets() {}

    public static TestDatasets dataset() {
        return new TestDatasets();
    }

    public TestDatasets name(String dataset) {
        name = new DatasetName(dataset);
        return this;
    }

    public TestDatasets status(DatasetStatus now) {
        status = now;
        return this;
    }

    public TestDatasets openTo(String... rolesOrUsers) {
        openTo = TestPrincipals.principals(rolesOrUsers);
        return this;
    }

    public TestDatasets files(String... names) {
        files = List.of(names);
        return this;
    }

    public TestDatasets createdAt(Instant time) {
        created = time;
        return this;
    }

    public Dataset build() {
        return new Dataset(
                id,
                name,
                "10_lego",
                new StorageUri("atelier", "dataset/" + name + "/10_lego"),
                status,
                Map.of("description", "bricks", "depth", Map.of("list", List.of(1, true))),
                new UserName("ann"),
                openTo,
                created);
    }

    public List<DatasetItem> items() {
        return Stream.iterate(0, at -> at < files.size(), at -> at + 1)
                .map(at -> item(files.get(at), at))
                .toList();
    }

    private DatasetItem item(String file, int at) {
        return new DatasetItem(new DatasetFileName(file), "the " + file, "image", Map.of("number", at), status);
    }
}
