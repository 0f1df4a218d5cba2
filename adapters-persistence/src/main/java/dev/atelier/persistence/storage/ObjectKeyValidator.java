package dev.atelier.persistence.storage;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.TextSanitizer;
import java.nio.charset.StandardCharsets;

/** Accepts the keys that S3 accepts. */
public final class ObjectKeyValidator {

    private static final int MAX_BYTES = 1024; // limit of S3

    private ObjectKeyValidator() {}

    /**
     * Must be called before content is sent.
     *
     * @throws InvalidRequestException if nothing can be stored at the location
     */
    public static void require(StorageUri location) {
        String key = location.key();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(key)) {
            throw new InvalidRequestException(
                    "the storage key " + TextSanitizer.quote(key) + " contains an unpaired surrogate");
        }
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new InvalidRequestException("the storage key " + TextSanitizer.quote(key) + " has " + bytes
                    + " bytes in UTF-8; " + MAX_BYTES + " are allowed");
        }
    }
}
