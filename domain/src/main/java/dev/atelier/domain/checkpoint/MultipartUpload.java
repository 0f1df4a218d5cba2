package dev.atelier.domain.checkpoint;

import dev.atelier.domain.StorageUri;

/** A multipart upload that is neither completed nor aborted. */
public record MultipartUpload(String uploadId, StorageUri location, int parts) {}
