package dev.atelier.application.dataset;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.dataset.Dataset;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lists the files of datasets in the store. */
public final class DatasetFiles {

    private DatasetFiles() {}

    /** The locations of those that have arrived. */
    public static Set<StorageUri> of(Dataset dataset, ModelStore store) {
        try (Stream<StorageUri> files = store.list(dataset.location())) {
            return files.collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException("listing the files of dataset " + dataset.name(), e);
        }
    }
}
