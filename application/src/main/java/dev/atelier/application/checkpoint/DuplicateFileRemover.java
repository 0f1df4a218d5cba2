package dev.atelier.application.checkpoint;

import dev.atelier.application.storage.ModelStore;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.Checkpoint;
import dev.atelier.domain.checkpoint.ModelFile;
import java.util.Set;
import java.util.stream.Collectors;

/** Deletes uploaded copies of files that the store has already. */
public final class DuplicateFileRemover {

    private final ModelStore store;

    public DuplicateFileRemover(ModelStore store) {
        this.store = store;
    }

    /** Deletes the uploaded bytes of files that the stored checkpoint has at another location. */
    public void removeCopies(Checkpoint brought, Checkpoint shared) {
        Set<StorageUri> used = shared.files().stream().map(ModelFile::location).collect(Collectors.toSet());
        for (ModelFile file : brought.files()) {
            if (!used.contains(file.location())) {
                store.deleteQuietly(file.location());
            }
        }
    }
}
