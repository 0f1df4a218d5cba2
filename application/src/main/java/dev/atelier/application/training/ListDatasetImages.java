package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.dataset.AccessibleDatasetFinder;
import dev.atelier.application.dataset.DatasetFiles;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows a dataset as a training reads it: its images with their captions. */
@UseCase
public class ListDatasetImages {

    private final DatasetRepository datasets;
    private final ModelStore store;

    public ListDatasetImages(DatasetRepository datasets, ModelStore store) {
        this.datasets = datasets;
        this.store = store;
    }

    /**
     * An image, or a file that is the caption of none.
     *
     * @param arrived whether it was uploaded
     * @param image whether a training takes it for an image
     * @param caption that of an image; empty for other files
     */
    public record Entry(DatasetItem item, boolean arrived, boolean image, Optional<ImageCaption> caption) {}

    /**
     * Some entries of a dataset, in order.
     *
     * @param total how many there are altogether
     * @param missing how many files have not arrived, captions included
     */
    public record Slice(Dataset dataset, List<Entry> entries, int total, int missing) {}

    /** @param from how many entries are left out before */
    public Slice list(Caller caller, DatasetName name, int from, int limit) {
        caller.require(ResourceType.TRAIN, Action.ALL);
        Dataset dataset = AccessibleDatasetFinder.find(datasets, caller, name);
        List<DatasetItem> items = datasets.items(dataset.id());
        Set<StorageUri> arrived = DatasetFiles.of(dataset, store);
        ImageCaptions read = new ImageCaptions(dataset, items, store);
        Set<String> captions = items.stream()
                .filter(item -> TrainingDatasetResolver.isImage(dataset.locationOf(item)))
                .flatMap(item -> read.pathOf(item).stream())
                .collect(Collectors.toSet());
        List<DatasetItem> shown = items.stream()
                .filter(item -> !captions.contains(item.file().path()))
                .toList();
        List<Entry> entries = shown.stream()
                .skip(from)
                .limit(limit)
                .map(item -> entry(dataset, item, read, arrived))
                .toList();
        long missing = items.stream()
                .filter(item -> !arrived.contains(dataset.locationOf(item)))
                .count();
        return new Slice(dataset, entries, shown.size(), (int) missing);
    }

    private static Entry entry(Dataset dataset, DatasetItem item, ImageCaptions captions, Set<StorageUri> arrived) {
        StorageUri file = dataset.locationOf(item);
        boolean image = TrainingDatasetResolver.isImage(file);
        return new Entry(
                item,
                arrived.contains(file),
                image,
                Optional.of(item).filter(each -> image).map(captions::of));
    }
}
