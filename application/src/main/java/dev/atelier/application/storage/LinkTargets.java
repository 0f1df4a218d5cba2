package dev.atelier.application.storage;

import dev.atelier.domain.StorageUri;

/** What signed URLs lead to. Thread-safe. */
@FunctionalInterface
public interface LinkTargets {

    /** Whether what the file belongs to still exists. A URL to any other file is void, however long it was signed for. */
    boolean isLive(StorageUri file);
}
