package dev.atelier.application.dataset;

import dev.atelier.application.Cursor;
import dev.atelier.application.Page;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Principal;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetId;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The datasets and their items. Names are unique. Thread-safe. */
public interface DatasetRepository {

    /** Adds the dataset with its items; a name that is taken is {@link DatasetAlreadyExistsException}, and then nothing is added. */
    void add(Dataset dataset, List<DatasetItem> items);

    /**
     * Stores the status of the dataset and of those of its items that are given, all or nothing; answers false and changes
     * nothing when the dataset is gone.
     */
    boolean update(Dataset dataset, List<DatasetItem> changed);

    Optional<Dataset> find(DatasetName name);

    Optional<Dataset> find(DatasetId id);

    /** The items of a dataset in the order in which they were added; none when the dataset is gone. */
    List<DatasetItem> items(DatasetId id);

    /** A page of those that fit the filter, newest first. */
    Page<Dataset> page(Filter filter, Optional<Cursor> after, int limit);

    /** Removes the dataset and its items; one that is not there is no error. */
    void delete(DatasetId id);

    /**
     * What to list; an empty collection does not restrict.
     *
     * @param openTo roles and users, one of which must be allowed
     */
    record Filter(Set<Principal> openTo, Set<DatasetStatus> statuses) {

        /** Everything of these statuses that the caller sees. */
        public static Filter visibleTo(Caller caller, Collection<DatasetStatus> statuses) {
            return new Filter(caller.isAdministrator() ? Set.of() : caller.principals(), Set.copyOf(statuses));
        }
    }
}
