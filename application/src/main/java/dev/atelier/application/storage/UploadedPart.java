package dev.atelier.application.storage;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.util.List;

/** What the store answered for one uploaded part: its number from 1, and its {@code ETag} with or without quotes. */
public record UploadedPart(int partNumber, String eTag) {

    /**
     * Passes if there is a tag for each part of the file. A store makes a file of the parts it is told; a part forgotten
     * here would be a broken model, without a word.
     */
    public static void requireEvery(List<UploadedPart> tags, String file, MultipartUpload upload) {
        if (tags.size() != upload.parts()) {
            throw new InvalidRequestException("multi_parts_tags has " + tags.size() + " parts of " + file
                    + ", but it was to come in " + upload.parts());
        }
    }
}
