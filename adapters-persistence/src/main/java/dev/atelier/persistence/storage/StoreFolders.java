package dev.atelier.persistence.storage;

import dev.atelier.persistence.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;

/** The folders that the store consists of, as real paths: the package's description tells what is in them. */
record StoreFolders(Path root, Path files, Path incoming, Path uploads, Path used) {

    /** Makes those that are missing, and shuts other accounts out. */
    static StoreFolders in(Path folder) throws IOException {
        Path root = made(folder);
        return new StoreFolders(
                root,
                made(root.resolve("files")),
                made(root.resolve("incoming")),
                made(root.resolve("uploads")),
                made(root.resolve("used")));
    }

    private static Path made(Path folder) throws IOException {
        return OwnerOnly.folder(folder).toRealPath();
    }
}
