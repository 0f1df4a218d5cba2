package dev.atelier.persistence.storage;

import dev.atelier.domain.StorageUri;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** What a signed URL lets its holder do. */
sealed interface PresignedUrlClaims {

    StorageUri location();

    /** In whole seconds; from then on the URL is void. */
    Instant expires();

    /** What the query says of it; all of it in characters that need no encoding. */
    String claims();

    /** GET the file. */
    record Download(StorageUri location, Instant expires) implements PresignedUrlClaims {

        @Override
        public String claims() {
            return "expires=" + expires.getEpochSecond();
        }
    }

    /** PUT something. */
    sealed interface Put extends PresignedUrlClaims {
        long maxBytes();
    }

    /**
     * PUT the whole file, one time.
     *
     * @param nonce tells this URL from all others, hexadecimal
     */
    record Upload(StorageUri location, Instant expires, long maxBytes, String nonce) implements Put {

        @Override
        public String claims() {
            return "expires=" + expires.getEpochSecond() + "&maxBytes=" + maxBytes + "&nonce=" + nonce;
        }
    }

    /** PUT one part of an upload, as often as it takes. */
    record PartUpload(StorageUri location, Instant expires, long maxBytes, String uploadId, int partNumber)
            implements Put {

        @Override
        public String claims() {
            return "expires=" + expires.getEpochSecond() + "&maxBytes=" + maxBytes + "&uploadId=" + uploadId
                    + "&partNumber=" + partNumber;
        }
    }

    /** Reads claims that were found to be genuine. */
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
