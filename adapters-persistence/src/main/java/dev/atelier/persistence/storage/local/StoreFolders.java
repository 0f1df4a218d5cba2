package dev.atelier.persistence.storage.local;

import dev.atelier.persistence.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;

/** The store's folders as real paths, described in the package's Javadoc. */
record StoreFolders(Path root, Path files, Path incoming, Path uploads, Path used) {

    /** Creates the missing ones, and restricts them to their owner. */
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
