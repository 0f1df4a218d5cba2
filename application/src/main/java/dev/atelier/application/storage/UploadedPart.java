package dev.atelier.application.storage;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.util.List;

/** The store's response to one uploaded part: its number from 1, and its {@code ETag} with or without quotes. */
public record UploadedPart(int partNumber, String eTag) {

    /**
     * Checks that there is a tag for each part of the file. A store assembles the parts that are named; a missing one
     * would result in a broken model without an error.
     */
    public static void requireEvery(List<UploadedPart> tags, String file, MultipartUpload upload) {
        if (tags.size() != upload.parts()) {
            throw new InvalidRequestException("multi_parts_tags has " + tags.size() + " parts of " + file
                    + ", but it was to come in " + upload.parts());
        }
    }
}
