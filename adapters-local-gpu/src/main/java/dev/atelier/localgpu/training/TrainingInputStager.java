package dev.atelier.localgpu.training;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.application.training.CaptionChecker;
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

/** Downloads or links the base model and the images of a training from the store to its work directory. */
final class TrainingInputStager {

    private static final int CHUNK = 1 << 20;

    private final ModelStore store;

    TrainingInputStager(ModelStore store) {
        this.store = store;
    }

    /**
     * Stages all files and returns the path of the base model.
     *
     * @param cancelled polled after each chunk that is copied
     * @throws InterruptedIOException if cancelled
     */
    Path stage(TrainingSpec plan, TrainingWorkDir workDir, BooleanSupplier cancelled) throws IOException {
        boolean shared = workDir.isShared();
        KohyaDatasetLayout layout = layout(plan);
        CaptionChecker.check(layout, store);
        for (Map.Entry<String, StorageUri> file : layout.files().entrySet()) {
            stage(file.getValue(), workDir.images().resolve(file.getKey()), shared, cancelled);
        }
        for (String caption : layout.captions()) {
            Files.writeString(workDir.images().resolve(caption), plan.images().caption());
        }
        Path model = workDir.model().resolve(plan.base().name().value());
        stage(plan.base().location(), model, shared, cancelled);
        return model;
    }

    private KohyaDatasetLayout layout(TrainingSpec plan) throws IOException {
        try (Stream<StorageUri> files = store.list(plan.dataset())) {
            return KohyaDatasetLayout.of(plan, files);
        }
    }

    /** Links or copies. Shared directories get copies: a link would let other users change the store's file. */
    private void stage(StorageUri file, Path target, boolean shared, BooleanSupplier cancelled) throws IOException {
        Files.createDirectories(target.getParent());
        Optional<Path> local = shared ? Optional.empty() : store.localFile(file);
        if (local.isEmpty() || !link(local.get(), target)) {
            copy(file, target, cancelled);
        }
    }

    /** Tries to create a hard link, which is safe since trainers do not write to their input; false if not supported. */
    private static boolean link(Path file, Path target) throws IOException {
        try {
            Files.createLink(target, file);
            return true;
        } catch (FileSystemException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Creates a new file: an existing one may be a link to a file of the store. */
    private void copy(StorageUri file, Path target, BooleanSupplier cancelled) throws IOException {
        try (InputStream content = store.open(file);
                OutputStream copy = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = content.read(chunk); read >= 0; read = content.read(chunk)) {
                if (cancelled.getAsBoolean()) {
                    throw new InterruptedIOException("the copy of " + file + " was cancelled");
                }
                copy.write(chunk, 0, read);
            }
        }
    }
}
