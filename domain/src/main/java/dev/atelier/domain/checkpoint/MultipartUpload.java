package dev.atelier.domain.checkpoint;

import dev.atelier.domain.StorageUri;

/** An upload in parts that was begun and is neither completed nor aborted. */
public record MultipartUpload(String uploadId, StorageUri location, int parts) {}
