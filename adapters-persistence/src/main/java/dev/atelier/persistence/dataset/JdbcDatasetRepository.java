package dev.atelier.persistence.dataset;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.application.dataset.DatasetAlreadyExistsException;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.persistence.FirstPage;
import dev.atelier.persistence.Principals;
import dev.atelier.persistence.SqlStates;
import dev.atelier.persistence.TransactionTemplate;
import io.micronaut.data.exceptions.DataAccessException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Datasets, in {@code dataset}, {@code dataset_item} and {@code dataset_access}. */
@Singleton
public final class JdbcDatasetRepository implements DatasetRepository {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DatasetDao rows;
    private final DatasetItemDao itemRows;
    private final DatasetJsonColumns json;
    private final TransactionTemplate transactionTemplate;
    private final Duration patience;

    /** A change of files holds a connection while it waits for their store, so this process makes one at a time. */
    private final Semaphore changing = new Semaphore(1, true);

    @Inject
    JdbcDatasetRepository(
            DatasetDao rows,
            DatasetItemDao itemRows,
            DatasetJsonColumns json,
            TransactionTemplate transactionTemplate) {
        this(rows, itemRows, json, transactionTemplate, PATIENCE);
    }

    JdbcDatasetRepository(
            DatasetDao rows,
            DatasetItemDao itemRows,
            DatasetJsonColumns json,
            TransactionTemplate transactionTemplate,
            Duration patience) {
        this.rows = rows;
        this.itemRows = itemRows;
        this.json = json;
        this.transactionTemplate = transactionTemplate;
        this.patience = patience;
    }

    @Override
    public void add(Dataset dataset, List<DatasetItem> items) {
        try {
            transactionTemplate.executeDurably(() -> {
                rows.insert(DatasetEntity.of(dataset, json));
                dataset.allowedRolesOrUsers()
                        .forEach(principal -> rows.open(dataset.id().value(), principal.toString()));
                itemRows.insertAll(IntStream.range(0, items.size())
                        .mapToObj(at -> DatasetItemEntity.of(dataset.id(), at, items.get(at), json))
                        .toList());
                return null;
            });
        } catch (DataAccessException e) {
            if (SqlStates.isUniqueViolation(e)) {
                throw new DatasetAlreadyExistsException(dataset.name());
            }
            throw e;
        }
    }

    /** Only the status of a dataset can change, so nothing else is written. */
    @Override
    public boolean update(Dataset dataset, List<DatasetItem> changed) {
        Map<DatasetStatus, List<String>> files = changed.stream()
                .collect(Collectors.groupingBy(
                        DatasetItem::status,
                        Collectors.mapping(item -> item.file().value(), Collectors.toList())));
        return transactionTemplate.executeDurably(() -> {
            if (rows.update(dataset.id().value(), dataset.status()) == 0) {
                return false;
            }
            files.forEach((status, names) -> itemRows.update(dataset.id().value(), names, status));
            return true;
        });
    }

    @Override
    public Optional<Dataset> find(DatasetName name) {
        return rows.find(name.value()).map(row -> row.toDataset(json));
    }

    @Override
    public Optional<Dataset> find(DatasetId id) {
        return rows.find(id.value()).map(row -> row.toDataset(json));
    }

    @Override
    public List<DatasetItem> items(DatasetId id) {
        return itemRows.of(id.value()).stream().map(row -> row.toItem(json)).toList();
    }

    @Override
    public Page<Dataset> page(Filter filter, Optional<Cursor> after, int limit) {
        return Page.cut(
                rows(filter, FirstPage.of(after), limit + 1).stream()
                        .map(row -> row.toDataset(json))
                        .toList(),
                limit,
                dataset -> new Cursor(dataset.created(), dataset.id().value()));
    }

    private List<DatasetEntity> rows(Filter filter, Cursor start, int limit) {
        if (filter.openTo().isEmpty()) {
            return filter.statuses().isEmpty()
                    ? rows.page(start.created(), start.id(), limit)
                    : rows.ofStatus(filter.statuses(), start.created(), start.id(), limit);
        }
        return filter.statuses().isEmpty()
                ? rows.open(Principals.columns(filter.openTo()), start.created(), start.id(), limit)
                : rows.openOfStatus(
                        Principals.columns(filter.openTo()), filter.statuses(), start.created(), start.id(), limit);
    }

    @Override
    public <T> Optional<T> changeFiles(DatasetId id, Supplier<T> change) {
        waitForOthers();
        try {
            return transactionTemplate.executeDurably(
                    () -> rows.lock(id.value()).map(name -> change.get()));
        } finally {
            changing.release();
        }
    }

    private void waitForOthers() {
        try {
            if (changing.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new CapacityExceededException("other files of datasets are being changed; try again later");
    }

    @Override
    public void addItem(DatasetId id, DatasetItem item) {
        transactionTemplate.executeDurably(() -> {
            itemRows.insertAll(List.of(DatasetItemEntity.of(id, itemRows.next(id.value()), item, json)));
            return null;
        });
    }

    @Override
    public void removeItem(DatasetId id, DatasetFileName file) {
        transactionTemplate.executeDurably(() -> itemRows.delete(id.value(), file.value()));
    }

    @Override
    public void delete(DatasetId id) {
        transactionTemplate.executeDurably(() -> rows.delete(id.value()));
    }
}
