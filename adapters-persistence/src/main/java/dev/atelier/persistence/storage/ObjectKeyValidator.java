package dev.atelier.persistence.storage;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import java.nio.charset.StandardCharsets;

/** Which keys a store takes: those that S3 takes. */
final class ObjectKeyValidator {

    private static final int MAX_BYTES = 1024; // S3's own bound

    private ObjectKeyValidator() {}

    /** Refuses a location that nothing can be stored at; to be asked before anything is sent. */
    static void require(StorageUri location) {
        String key = location.key();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
            throw new InvalidRequestException(
                    "the storage key " + TextSanitizer.quote(key) + " holds half a character");
        }
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new InvalidRequestException("the storage key " + TextSanitizer.quote(key) + " has " + bytes
                    + " bytes in UTF-8; " + MAX_BYTES + " are the most");
        }
    }
}
