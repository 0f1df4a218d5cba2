package dev.atelier.persistence.storage.presigned;

import dev.atelier.domain.StorageUri;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The permission that a signed URL grants. */
public sealed interface PresignedUrlClaims {

    StorageUri location();

    /** Exclusive, in whole seconds. */
    Instant expires();

    /** Claims as they appear in the query; only characters that need no encoding. */
    String claims();

    /** GET of the file. */
    record Download(StorageUri location, Instant expires) implements PresignedUrlClaims {

        @Override
        public String claims() {
            return "expires=" + expires.getEpochSecond();
        }
    }

    /** PUT of content. */
    sealed interface Put extends PresignedUrlClaims {
        long maxBytes();
    }

    /**
     * PUT of the whole file, once.
     *
     * @param nonce makes the URL unique; hexadecimal
     */
    record Upload(StorageUri location, Instant expires, long maxBytes, String nonce) implements Put {

        @Override
        public String claims() {
            return "expires=" + expires.getEpochSecond() + "&maxBytes=" + maxBytes + "&nonce=" + nonce;
        }
    }

    /** PUT of one part of an upload, repeatable. */
    record PartUpload(StorageUri location, Instant expires, long maxBytes, String uploadId, int partNumber)
            implements Put {

        @Override
        public String claims() {
            return "expires=" + expires.getEpochSecond() + "&maxBytes=" + maxBytes + "&uploadId=" + uploadId
                    + "&partNumber=" + partNumber;
        }
    }

    /** Parses claims whose signature was verified. */
    static PresignedUrlClaims of(StorageUri location, String claims) {
        Map<String, String> values = Arrays.stream(claims.split("&"))
                .map(claim -> claim.split("=", 2))
                .collect(Collectors.toMap(claim -> claim[0], claim -> claim[1]));
        Instant expires = Instant.ofEpochSecond(Long.parseLong(values.get("expires")));
        if (!values.containsKey("maxBytes")) {
            return new Download(location, expires);
        }
        long maxBytes = Long.parseLong(values.get("maxBytes"));
        return values.containsKey("nonce")
                ? new Upload(location, expires, maxBytes, values.get("nonce"))
                : new PartUpload(
                        location,
                        expires,
                        maxBytes,
                        values.get("uploadId"),
                        Integer.parseInt(values.get("partNumber")));
    }
}
