package dev.atelier.application.testing;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.dataset.DatasetAlreadyExistsException;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Datasets in memory. */
public class InMemoryDatasetRepository implements DatasetRepository {

    private final Map<DatasetId, Dataset> datasets = new LinkedHashMap<>();
    private final Map<DatasetId, Map<DatasetFileName, DatasetItem>> items = new LinkedHashMap<>();

    @Override
    public synchronized void add(Dataset dataset, List<DatasetItem> content) {
        if (find(dataset.name()).isPresent()) {
            throw new DatasetAlreadyExistsException(dataset.name());
        }
        datasets.put(dataset.id(), dataset);
        Map<DatasetFileName, DatasetItem> byFile = new LinkedHashMap<>();
        content.forEach(item -> byFile.put(item.file(), item));
        items.put(dataset.id(), byFile);
    }

    @Override
    public synchronized boolean update(Dataset dataset, List<DatasetItem> changed) {
        if (!datasets.containsKey(dataset.id())) {
            return false;
        }
        datasets.put(dataset.id(), dataset);
        changed.forEach(item -> items.get(dataset.id()).put(item.file(), item));
        return true;
    }

    @Override
    public synchronized Optional<Dataset> find(DatasetName name) {
        return datasets.values().stream()
                .filter(dataset -> dataset.name().equals(name))
                .findFirst();
    }

    @Override
    public synchronized Optional<Dataset> find(DatasetId id) {
        return Optional.ofNullable(datasets.get(id));
    }

    @Override
    public synchronized List<DatasetItem> items(DatasetId id) {
        return List.copyOf(items.getOrDefault(id, Map.of()).values());
    }

    @Override
    public synchronized Page<Dataset> page(Filter filter, Optional<Cursor> after, int limit) {
        Stream<Dataset> rows = datasets.values().stream()
                .filter(dataset -> filter.openTo().isEmpty()
                        || !Collections.disjoint(filter.openTo(), dataset.allowedRolesOrUsers()))
                .filter(dataset ->
                        filter.statuses().isEmpty() || filter.statuses().contains(dataset.status()));
        return KeysetPaging.page(rows, row -> new Cursor(row.created(), row.id().value()), after, limit);
    }

    @Override
    public synchronized <T> Optional<T> changeFiles(DatasetId id, Supplier<T> change) {
        Map<DatasetFileName, DatasetItem> before = new LinkedHashMap<>(items.getOrDefault(id, Map.of()));
        try {
            return find(id).map(found -> change.get());
        } catch (RuntimeException e) {
            items.computeIfPresent(id, (same, now) -> before);
            throw e;
        }
    }

    @Override
    public synchronized void addItem(DatasetId id, DatasetItem item) {
        items.get(id).put(item.file(), item);
    }

    @Override
    public synchronized void removeItem(DatasetId id, DatasetFileName file) {
        items.get(id).remove(file);
    }

    @Override
    public synchronized void delete(DatasetId id) {
        datasets.remove(id);
        items.remove(id);
    }
}
