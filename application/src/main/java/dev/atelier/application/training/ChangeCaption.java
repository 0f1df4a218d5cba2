package dev.atelier.application.training;

import dev.atelier.application.UseCase;
import dev.atelier.application.dataset.AccessibleDatasetFinder;
import dev.atelier.application.dataset.DatasetRepository;
import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.access.Action;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.ResourceType;
import dev.atelier.domain.dataset.Dataset;
import dev.atelier.domain.dataset.DatasetFileName;
import dev.atelier.domain.dataset.DatasetItem;
import dev.atelier.domain.dataset.DatasetName;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Changes the caption of a dataset's image, in the file that kohya reads for it alone: {@code b.txt} for {@code b.png}. Trainings
 * whose files were staged before keep the caption that they have.
 */
@UseCase
public class ChangeCaption {

    private final DatasetRepository datasets;
    private final ModelStore store;

    public ChangeCaption(DatasetRepository datasets, ModelStore store) {
        this.datasets = datasets;
        this.store = store;
    }

    /**
     * What came of it.
     *
     * @param caption as it is now
     * @param stored false: it was not the one that was to be changed, and nothing was
     */
    public record Changed(ImageCaption caption, boolean stored) {}

    /**
     * Replaces the caption; an empty text removes it.
     *
     * @param version that of the caption that is to be changed
     * @throws NotFoundException if there is no such image
     * @throws InvalidRequestException if trainings would end at such a caption, or it is too long to be changed by its text
     */
    public Changed change(Caller caller, DatasetName name, DatasetFileName image, String version, String text) {
        caller.require(ResourceType.TRAIN, Action.ALL);
        Dataset dataset = AccessibleDatasetFinder.find(datasets, caller, name);
        String words = text.replace("\r\n", "\n").strip();
        AtomicReference<DatasetFileName> added = new AtomicReference<>();
        try {
            return datasets.changeFiles(dataset.id(), () -> change(dataset, image, version, words, added))
                    .orElseThrow(() -> AccessibleDatasetFinder.notFound(name));
        } catch (RuntimeException e) {
            if (added.get() != null) {
                takeBack(dataset, added.get(), e);
            }
            throw e;
        }
    }

    /** A file that is left without its item would be trained on unseen. */
    private void takeBack(Dataset dataset, DatasetFileName file, RuntimeException cause) {
        try {
            datasets.changeFiles(dataset.id(), () -> {
                boolean isKnown = datasets.items(dataset.id()).stream()
                        .anyMatch(item -> item.file().path().equals(file.path()));
                if (!isKnown) {
                    store.deleteQuietly(dataset.location().resolve(file.path()));
                }
                return isKnown;
            });
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private Changed change(
            Dataset dataset,
            DatasetFileName file,
            String version,
            String words,
            AtomicReference<DatasetFileName> added) {
        List<DatasetItem> items = datasets.items(dataset.id());
        DatasetItem image = items.stream()
                .filter(item -> item.file().equals(file))
                .filter(item -> TrainingDatasetResolver.isImage(dataset.locationOf(item)))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("dataset " + dataset.name() + " has no image " + file));
        ImageCaptions captions = new ImageCaptions(dataset, items, store);
        ImageCaption before = captions.of(image);
        if (!before.version().equals(version)) {
            return new Changed(before, false);
        }
        DatasetFileName own = captionOf(file);
        boolean isOwn = captions.pathOf(image).filter(own.path()::equals).isPresent();
        // A file that is empty, or an item whose file is not there.
        boolean isRest = words.isEmpty() && (isOwn || !version.isEmpty());
        if (before.readable() && before.text().equals(words) && !isRest) {
            return new Changed(before, true);
        }
        if (before.tooLong()) {
            throw tooLong(file);
        }
        if (!words.isEmpty()) {
            return new Changed(write(dataset, own, !isOwn, words, added), true);
        }
        remove(dataset, items, own, captions.pathOf(image).filter(path -> !isOwn));
        return new Changed(new ImageCaptions(dataset, datasets.items(dataset.id()), store).of(image), true);
    }

    private static DatasetFileName captionOf(DatasetFileName image) {
        String name = image.value();
        return new DatasetFileName(name.substring(0, name.lastIndexOf('.')) + TrainingDatasetResolver.CAPTION);
    }

    private ImageCaption write(
            Dataset dataset,
            DatasetFileName file,
            boolean isNew,
            String words,
            AtomicReference<DatasetFileName> added) {
        StorageUri location = dataset.location().resolve(file.path());
        byte[] content = words.getBytes(StandardCharsets.UTF_8);
        if (content.length > ImageCaptions.MAX_BYTES) {
            throw tooLong(file);
        }
        CaptionChecker.check(location, content);
        if (isNew) {
            datasets.addItem(dataset.id(), new DatasetItem(file, file.value(), "caption", Map.of(), dataset.status()));
            added.set(file);
        }
        try {
            store.put(location, new ByteArrayInputStream(content), "text/plain");
        } catch (IOException e) {
            throw new UncheckedIOException("storing the caption " + location, e);
        }
        return ImageCaptions.of(content);
    }

    private void remove(Dataset dataset, List<DatasetItem> items, DatasetFileName own, Optional<String> shared) {
        shared.ifPresent(path -> {
            throw new InvalidRequestException(
                    "this caption is file " + path
                            + " of another image, so it is not removed here; write one of its own, or remove that of the other image");
        });
        try {
            store.deleteAll(dataset.location().resolve(own.path()));
        } catch (IOException e) {
            throw new UncheckedIOException("deleting the caption " + own, e);
        }
        // Last: a file that is left without its item would be trained on unseen. Its item may begin with a slash, or
        // not.
        items.stream()
                .map(DatasetItem::file)
                .filter(file -> file.path().equals(own.path()))
                .forEach(file -> datasets.removeItem(dataset.id(), file));
    }

    private static InvalidRequestException tooLong(DatasetFileName file) {
        return new InvalidRequestException("the caption of " + file + " has more than " + ImageCaptions.MAX_BYTES
                + " bytes, so it is not changed here; upload its file in a new dataset");
    }
}
