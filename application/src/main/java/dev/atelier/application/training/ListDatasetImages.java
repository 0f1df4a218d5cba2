package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.dataset.AccessibleDatasetFinder;
import dev.atelier.application.dataset.DatasetFiles;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Shows a dataset as a training reads it: its images with their captions. */
@UseCase
public class ListDatasetImages {

    private static final int MAX_CAPTION_BYTES = 4096;
    private static final int MAX_CAPTION_LENGTH = 500;

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
     * @param caption the beginning of the image's own caption; empty where it has none
     */
    public record Entry(DatasetItem item, boolean arrived, boolean image, Optional<String> caption) {}

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
        Set<String> paths = items.stream().map(item -> item.file().path()).collect(Collectors.toSet());
        Set<String> captions = items.stream()
                .filter(item -> TrainingDatasetResolver.isImage(dataset.locationOf(item)))
                .flatMap(item -> KohyaDatasetLayout.captionOf(item.file().path(), paths).stream())
                .collect(Collectors.toSet());
        List<DatasetItem> shown = items.stream()
                .filter(item -> !captions.contains(item.file().path()))
                .toList();
        List<Entry> entries = shown.stream()
                .skip(from)
                .limit(limit)
                .map(item -> entry(dataset, item, paths, arrived))
                .toList();
        long missing = items.stream()
                .filter(item -> !arrived.contains(dataset.locationOf(item)))
                .count();
        return new Slice(dataset, entries, shown.size(), (int) missing);
    }

    private Entry entry(Dataset dataset, DatasetItem item, Set<String> paths, Set<StorageUri> arrived) {
        StorageUri file = dataset.locationOf(item);
        boolean image = TrainingDatasetResolver.isImage(file);
        Optional<String> caption = Optional.of(item.file().path())
                .filter(path -> image)
                .flatMap(path -> KohyaDatasetLayout.captionOf(path, paths))
                .map(dataset.location()::resolve)
                .filter(arrived::contains)
                .flatMap(this::read);
        return new Entry(item, arrived.contains(file), image, caption);
    }

    private Optional<String> read(StorageUri caption) {
        try (InputStream content = store.open(caption)) {
            String text = new String(content.readNBytes(MAX_CAPTION_BYTES), StandardCharsets.UTF_8).strip();
            return Optional.of(TextSanitizer.shortened(text, MAX_CAPTION_LENGTH))
                    .filter(words -> !words.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty(); // deleted meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException("reading the caption " + caption, e);
        }
    }
}
