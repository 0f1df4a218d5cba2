package dev.atelier.localgpu.training;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.training.TrainingData;
import dev.atelier.domain.InvalidRequest;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingJob;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Brings the base model and the pictures of a training from the store to its folder. Pictures keep the folder they have in
 * the dataset; one that kohya would not understand is given the training's number of repeats, and a picture without a
 * caption the training's caption.
 */
final class Supplies {

    /** What kohya looks for beside a picture unless it is told otherwise; whoever gives a caption does not. */
    private static final String CAPTION = ".txt";

    private static final int CHUNK = 1 << 20;

    private final ModelStore store;

    Supplies(ModelStore store) {
        this.store = store;
    }

    /**
     * Brings everything, and answers where the base model is.
     *
     * @param unwanted asked now and then; once it says so, this ends with an {@link InterruptedIOException}
     */
    Path bring(TrainingJob job, TrainingFolder folder, BooleanSupplier unwanted) throws IOException {
        List<Path> pictures = bringPictures(job, folder, unwanted);
        if (pictures.isEmpty()) {
            throw new InvalidRequest("the dataset at " + job.dataset() + " has no pictures any more");
        }
        if (!job.pictures().caption().isEmpty()) {
            for (Path picture : pictures) {
                caption(picture, job.pictures().caption());
            }
        }
        Path model = folder.model().resolve(job.base().name().value());
        bring(job.base().location(), model, unwanted);
        return model;
    }

    private List<Path> bringPictures(TrainingJob job, TrainingFolder folder, BooleanSupplier unwanted)
            throws IOException {
        List<Path> pictures = new ArrayList<>();
        try (Stream<StorageUri> files = store.list(job.dataset())) {
            Iterator<StorageUri> each = files.iterator();
            while (each.hasNext()) {
                StorageUri file = each.next();
                Path target = folder.pictures().resolve(place(job, file));
                bring(file, target, unwanted);
                if (TrainingData.isPicture(file)) {
                    pictures.add(target);
                }
            }
        }
        return pictures;
    }

    /** Both names are kohya's for the caption of a picture. */
    private static void caption(Path picture, String caption) throws IOException {
        String name = picture.getFileName().toString();
        Path beside = picture.resolveSibling(name.substring(0, name.lastIndexOf('.')) + CAPTION);
        if (!Files.exists(beside) && !Files.exists(picture.resolveSibling(name + CAPTION))) {
            Files.writeString(beside, caption);
        }
    }

    /** {@code N_name/file}, as kohya wants it; what lies deeper in the dataset is told apart by its folders. */
    private static Path place(TrainingJob job, StorageUri file) {
        String below = file.toString().substring(job.dataset().toString().length() + 1);
        int slash = below.indexOf('/');
        String folder = slash < 0 ? job.dataset().fileName() : below.substring(0, slash);
        String name = below.substring(slash + 1).replace('/', '_');
        return Path.of(
                folder.matches("[1-9][0-9]{0,4}_.+") ? folder : job.pictures().repeats() + "_" + folder, name);
    }

    private void bring(StorageUri file, Path target, BooleanSupplier unwanted) throws IOException {
        Files.createDirectories(target.getParent());
        Optional<Path> local = store.localFile(file);
        if (local.isEmpty() || !linked(local.get(), target)) {
            copy(file, target, unwanted);
        }
    }

    /** Nobody writes to what is linked so; where links cannot be made, copies do. */
    private static boolean linked(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
            return true;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return Files.isSameFile(file, target);
        }
    }

    /** To a new file only: what is there already may be a link to a file of the store. */
    private void copy(StorageUri file, Path target, BooleanSupplier unwanted) throws IOException {
        try (InputStream content = store.open(file);
                OutputStream copy = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                if (unwanted.getAsBoolean()) {
                    throw new InterruptedIOException("nobody waits for " + file + " any more");
                }
                copy.write(chunk, 0, read);
            }
        }
    }
}
