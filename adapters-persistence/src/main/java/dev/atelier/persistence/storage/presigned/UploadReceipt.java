package dev.atelier.persistence.storage.presigned;

import java.util.OptionalLong;

/**
 * What was received by one PUT.
 *
 * @param md5 hexadecimal, in lower case
 */
record UploadReceipt(long size, String md5) {

    /** The {@code ETag} of the response, as S3's. */
    String eTag() {
        return '"' + md5 + '"';
    }

    /** Whether content of this announced length may be the same. */
    boolean mayBeOf(OptionalLong length) {
        return length.isEmpty() || length.getAsLong() == size;
    }

    String toLine() {
        return size + " " + md5;
    }

    /** Inverse of {@link #toLine}. What is no such line is no content's receipt. */
    static UploadReceipt ofLine(String line) {
        String[] words = line.split(" ", -1);
        return words.length == 2 ? new UploadReceipt(Long.parseLong(words[0]), words[1]) : new UploadReceipt(-1, "");
    }
}
