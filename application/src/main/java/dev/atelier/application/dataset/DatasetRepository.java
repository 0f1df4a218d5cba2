package dev.atelier.application.dataset;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The datasets and their items. Names are unique. Thread-safe. */
public interface DatasetRepository {

    /**
     * Adds the dataset with its items.
     *
     * @throws DatasetAlreadyExistsException if the name is taken; nothing is added then
     */
    void add(Dataset dataset, List<DatasetItem> items);

    /**
     * Atomically stores the status of the dataset and of the given items; false, with nothing changed, when the dataset
     * was removed.
     */
    boolean update(Dataset dataset, List<DatasetItem> changed);

    Optional<Dataset> find(DatasetName name);

    Optional<Dataset> find(DatasetId id);

    /** The items of a dataset in the order in which they were added; empty when the dataset was removed. */
    List<DatasetItem> items(DatasetId id);

    /** A page of the datasets that match the filter, newest first. */
    Page<Dataset> page(Filter filter, Optional<Cursor> after, int limit);

    /**
     * Runs a change of files of the dataset, of which there is one at a time, across replicas; it is to be brief. Changes of items
     * within it are made together, or not at all when it throws an exception.
     *
     * @return its result; empty, and nothing was run, when the dataset was removed
     * @throws dev.atelier.domain.CapacityExceededException if other changes take too long; nothing was run then
     */
    <T> Optional<T> changeFiles(DatasetId id, Supplier<T> change);

    /** Adds an item behind the others, within {@link #changeFiles}. */
    void addItem(DatasetId id, DatasetItem item);

    /** Removes the item of this file, if there is one, within {@link #changeFiles}. */
    void removeItem(DatasetId id, DatasetFileName file);

    /** Removes the dataset and its items. Idempotent. */
    void delete(DatasetId id);

    /**
     * Criteria of a list; an empty collection does not restrict.
     *
     * @param openTo roles and users, one of which must be allowed
     */
    record Filter(Set<Principal> openTo, Set<DatasetStatus> statuses) {

        /** All datasets of these statuses that the caller sees. */
        public static Filter visibleTo(Caller caller, Collection<DatasetStatus> statuses) {
            return new Filter(caller.isAdministrator() ? Set.of() : caller.principals(), Set.copyOf(statuses));
        }
    }
}
