package dev.atelier.application.training;

import dev.atelier.application.Collaborator;
import dev.atelier.application.dataset.DatasetFiles;
import dev.atelier.application.dataset.DatasetFolders;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.training.CreateAndStartTraining.Source;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.UuidParser;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import dev.atelier.domain.dataset.DatasetStatus;
import dev.atelier.domain.training.TrainingSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Resolves the dataset of a training: a folder of the store with an image in it. */
@Collaborator
public class TrainingDatasetResolver {

    /** The images that kohya reads. */
    private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg", "webp", "bmp");

    /** The captions that kohya reads; trainings cannot choose others. */
    static final String CAPTION = ".txt";

    /** How many captions are read before the training is accepted; all are before its trainer starts. */
    private static final int CAPTIONS_READ_AT_ONCE = 100;

    private final DatasetRepository datasets;
    private final ModelStore store;
    private final StorageLayout layout;
    private final DatasetFolders folders;

    public TrainingDatasetResolver(
            DatasetRepository datasets, ModelStore store, StorageLayout layout, DatasetFolders folders) {
        this.datasets = datasets;
        this.folders = folders;
        this.store = store;
        this.layout = layout;
    }

    /** Whether kohya reads this file as an image. */
    public static boolean isImage(StorageUri file) {
        String name = file.fileName();
        String extension = name.substring(name.lastIndexOf('.') + 1);
        String lower = extension.toLowerCase(Locale.ROOT);
        return IMAGES.contains(lower)
                && (extension.equals(lower) || extension.equals(extension.toUpperCase(Locale.ROOT)));
    }

    /**
     * Whether a training gets this file of a dataset: an image or a caption. Others could be data that kohya trusts.
     */
    public static boolean isUsed(StorageUri file) {
        return isImage(file) || file.fileName().endsWith(CAPTION);
    }

    StorageUri find(Caller caller, Source source) {
        StorageUri folder = source instanceof Source.At at
                ? at(caller, at.place())
                : named(caller, new DatasetName(((Source.Named) source).name()));
        if (!hasImage(folder)) {
            throw new InvalidRequestException("the dataset at " + folder + " has no images ("
                    + IMAGES.stream().sorted().toList() + ")");
        }
        return folder;
    }

    /** The complete folder: the names of its subfolders contain kohya's number of repeats. */
    private StorageUri named(Caller caller, DatasetName name) {
        Optional<Dataset> dataset = datasets.find(name);
        dataset.ifPresent(found -> requireUsable(found, caller));
        // Images that are of no dataset are open to all who may train.
        return dataset.map(Dataset::folder).orElseGet(() -> layout.dataset(name));
    }

    /** A location as the dataset itself shows it, or as documented, with its name alone. */
    private StorageUri at(Caller caller, StorageUri place) {
        Optional<Dataset> holder = folders.holder(place);
        if (holder.isPresent()) {
            requireUsable(holder.get(), caller);
            return place;
        }
        DatasetName name = new DatasetName(layout.datasetPart(place));
        if (UuidParser.parse(name.value()).isPresent() && datasets.find(name).isEmpty()) {
            throw new InvalidRequestException("there is no dataset at " + place); // not any more
        }
        StorageUri folder = named(caller, name);
        String documented = layout.dataset(name).toString();
        return StorageUri.parse(folder + place.toString().substring(documented.length()));
    }

    /**
     * Checks that the dataset of a training that was accepted before can still be used.
     *
     * @throws InvalidRequestException if it was disabled or lacks files
     */
    void recheck(Caller caller, TrainingSpec plan) {
        folders.holder(plan.dataset()).ifPresent(found -> requireUsable(found, caller));
    }

    /**
     * Checks the files of a training's dataset.
     *
     * @throws InvalidRequestException if they cannot be laid out for kohya, or it would end at a caption
     */
    void requireReadable(TrainingSpec plan) {
        try (Stream<StorageUri> files = store.list(plan.dataset())) {
            CaptionChecker.check(KohyaDatasetLayout.of(plan, files), store, CAPTIONS_READ_AT_ONCE);
        } catch (IOException e) {
            throw new UncheckedIOException("reading the captions at " + plan.dataset(), e);
        }
    }

    private void requireUsable(Dataset dataset, Caller caller) {
        dataset.requireOpenTo(caller);
        if (dataset.status() != DatasetStatus.ENABLED) {
            throw new InvalidRequestException("dataset " + dataset.name() + " is "
                    + dataset.status().word() + "; it can be trained on once its files have arrived and it is "
                    + DatasetStatus.ENABLED.word());
        }
        List<DatasetItem> items = datasets.items(dataset.id());
        Set<StorageUri> files = DatasetFiles.of(dataset, store);
        long missing = items.stream()
                .filter(item -> !files.contains(dataset.locationOf(item)))
                .count();
        if (missing > 0) {
            throw new InvalidRequestException(missing + " of the " + items.size() + " files of dataset "
                    + dataset.name() + " have not arrived; upload them first");
        }
    }

    private boolean hasImage(StorageUri folder) {
        try (Stream<StorageUri> files = store.list(folder)) {
            return files.anyMatch(TrainingDatasetResolver::isImage);
        } catch (IOException e) {
            throw new UncheckedIOException("looking for the images at " + folder, e);
        }
    }
}
