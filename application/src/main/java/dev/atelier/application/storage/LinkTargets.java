package dev.atelier.application.storage;

import dev.atelier.domain.StorageUri;

/** The resources that signed URLs lead to. Thread-safe. */
@FunctionalInterface
public interface LinkTargets {

    /**
     * Whether the resource of the file still exists. A URL to any other file is void, however long it was signed for.
     */
    boolean isLive(StorageUri file);
}
