package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.dataset.AccessibleDatasetFinder;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.storage.StorageLayout;
import dev.atelier.application.storage.StoredFile;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Opens the images of datasets, and keeps small copies of them, which are deleted with the dataset. */
@UseCase
public class OpenDatasetImage {

    private final DatasetRepository datasets;
    private final ModelStore store;

    public OpenDatasetImage(DatasetRepository datasets, ModelStore store) {
        this.datasets = datasets;
        this.store = store;
    }

    /**
     * An image that has arrived.
     *
     * @param copy where its small copy is, if there is one
     */
    public record Image(Dataset dataset, StoredFile file, StorageUri copy) {}

    /**
     * The image of that name.
     *
     * @throws NotFoundException if there is no such file, or it is none that a training takes for an image
     */
    public Image find(Caller caller, DatasetName name, DatasetFileName file) {
        caller.require(ResourceType.TRAIN, Action.ALL);
        Dataset dataset = AccessibleDatasetFinder.find(datasets, caller, name);
        StorageUri place = dataset.location().resolve(file.path());
        return Optional.of(place)
                .filter(TrainingDatasetResolver::isImage)
                .flatMap(this::stored)
                .map(found -> new Image(dataset, found, copy(dataset, file)))
                .orElseThrow(() -> new NotFoundException("dataset " + name + " has no image " + file));
    }

    /** A folder for each image, since the longest names of files leave no room for an ending. */
    private static StorageUri copy(Dataset dataset, DatasetFileName file) {
        return StorageLayout.datasetThumbnails(dataset).resolve(file.path()).resolve("small.jpg");
    }

    /** Its content, to be closed by the caller. */
    public InputStream open(Image image) {
        return open(image.file().location());
    }

    /** The content of its small copy, to be closed by the caller; empty where there is none, or it is older than the image. */
    public Optional<InputStream> openCopy(Image image) {
        return stored(image.copy())
                .filter(copy -> !copy.modified().isBefore(image.file().modified()))
                .map(copy -> open(image.copy()));
    }

    /**
     * Stores its small copy.
     *
     * @throws NotFoundException if the dataset was deleted meanwhile
     */
    public void storeCopy(Image image, byte[] jpeg) {
        try {
            store.put(image.copy(), new ByteArrayInputStream(jpeg), "image/jpeg");
        } catch (IOException e) {
            throw new UncheckedIOException("storing " + image.copy(), e);
        }
        if (datasets.find(image.dataset().id()).isEmpty()) {
            store.deleteQuietly(StorageLayout.datasetThumbnails(image.dataset()));
            throw new NotFoundException("dataset " + image.dataset().name() + " was deleted");
        }
    }

    private InputStream open(StorageUri file) {
        try {
            return store.open(file);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file, e);
        }
    }

    private Optional<StoredFile> stored(StorageUri file) {
        try {
            return store.find(file);
        } catch (IOException e) {
            throw new UncheckedIOException("looking for " + file, e);
        }
    }
}
