package dev.atelier.application.storage;

import dev.atelier.domain.StorageUri;
import java.time.Instant;

/** A complete file of the store. */
public record StoredFile(StorageUri location, long size, Instant modified) {}
