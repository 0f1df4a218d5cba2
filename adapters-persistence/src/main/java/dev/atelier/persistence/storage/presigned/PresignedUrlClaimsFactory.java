package dev.atelier.persistence.storage.presigned;

import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Creates claims that are valid from now on. */
public final class PresignedUrlClaimsFactory {

    private static final long LARGEST_PART = 5L * 1024 * 1024 * 1024; // limit of S3

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    public PresignedUrlClaimsFactory(Clock clock) {
        this.clock = clock;
    }

    public PresignedUrlClaims.Download download(StorageUri location, Duration validity) {
        return new PresignedUrlClaims.Download(location, after(validity));
    }

    public PresignedUrlClaims.Upload upload(StorageUri location, Duration validity, long maxBytes) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        return new PresignedUrlClaims.Upload(
                location, after(validity), maxBytes, HexFormat.of().formatHex(nonce));
    }

    /** One for each part, in order. */
    public Stream<PresignedUrlClaims.PartUpload> parts(MultipartUpload upload, Duration validity) {
        Instant expires = after(validity);
        return IntStream.rangeClosed(1, upload.parts())
                .mapToObj(number -> new PresignedUrlClaims.PartUpload(
                        upload.location(), expires, LARGEST_PART, upload.uploadId(), number));
    }

    /** Rounded up to a whole second. */
    private Instant after(Duration validity) {
        return clock.instant().plus(validity).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    }
}
