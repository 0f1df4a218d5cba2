package dev.atelier.application.training;

import dev.atelier.application.UseCase;
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
import dev.atelier.domain.dataset.DatasetName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Resolves the dataset of a training: a folder of the store with an image in it. */
@UseCase
public class TrainingDatasetResolver {

    /** The images that kohya reads. */
    private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg", "webp", "bmp");

    /** The captions that kohya reads; trainings cannot choose others. */
    static final String CAPTION = ".txt";

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
        return IMAGES.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
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
        dataset.ifPresent(found -> found.requireOpenTo(caller));
        // Images that are of no dataset are open to all who may train.
        return dataset.map(Dataset::folder).orElseGet(() -> layout.dataset(name));
    }

    /** A location as the dataset itself shows it, or as documented, with its name alone. */
    private StorageUri at(Caller caller, StorageUri place) {
        Optional<Dataset> holder = folders.holder(place);
        if (holder.isPresent()) {
            holder.get().requireOpenTo(caller);
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

    private boolean hasImage(StorageUri folder) {
        try (Stream<StorageUri> files = store.list(folder)) {
            return files.anyMatch(TrainingDatasetResolver::isImage);
        } catch (IOException e) {
            throw new UncheckedIOException("looking for the images at " + folder, e);
        }
    }
}
