package dev.atelier.persistence.storage;

import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.nio.file.Path;

/** Where complete files go. */
@FunctionalInterface
public interface FilePlacement {

    /** Moves a complete file to its location atomically, replacing an existing file. */
    void commit(Path source, StorageUri location) throws IOException;
}
