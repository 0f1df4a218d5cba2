package dev.atelier.localgpu.training;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.training.KohyaDatasetLayout;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.training.TrainingSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Brings the base model and the pictures of a training from the store to its folder. */
final class TrainingInputStager {

    private static final int CHUNK = 1 << 20;

    private final ModelStore store;

    TrainingInputStager(ModelStore store) {
        this.store = store;
    }

    /**
     * Brings everything, and answers where the base model is.
     *
     * @param unwanted asked now and then; once it says so, this ends with an {@link InterruptedIOException}
     */
    Path bring(TrainingSpec plan, TrainingWorkDir folder, BooleanSupplier unwanted) throws IOException {
        boolean shared = folder.isShared();
        KohyaDatasetLayout layout = layout(plan);
        for (Map.Entry<String, StorageUri> file : layout.files().entrySet()) {
            bring(file.getValue(), folder.images().resolve(file.getKey()), shared, unwanted);
        }
        for (String caption : layout.captions()) {
            Files.writeString(folder.images().resolve(caption), plan.images().caption());
        }
        Path model = folder.model().resolve(plan.base().name().value());
        bring(plan.base().location(), model, shared, unwanted);
        return model;
    }

    private KohyaDatasetLayout layout(TrainingSpec plan) throws IOException {
        try (Stream<StorageUri> files = store.list(plan.dataset())) {
            return KohyaDatasetLayout.of(plan, files);
        }
    }

    /** Where others write too, a link would show them the store's own file, or, with its permissions, nothing. */
    private void bring(StorageUri file, Path target, boolean shared, BooleanSupplier unwanted) throws IOException {
        Files.createDirectories(target.getParent());
        Optional<Path> local = shared ? Optional.empty() : store.localFile(file);
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
            return false;
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
