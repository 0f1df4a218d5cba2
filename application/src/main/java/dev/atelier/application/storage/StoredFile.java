package dev.atelier.application.storage;

import dev.atelier.domain.StorageUri;
import java.time.Instant;

/** A file that the store holds whole. */
public record StoredFile(StorageUri location, long size, Instant modified) {}
