package dev.atelier.persistence.storage;

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

/** Makes grants that begin now. */
final class Grants {

    private static final long LARGEST_PART = 5L * 1024 * 1024 * 1024; // S3's own bound

    private final SecureRandom random = new SecureRandom();
    private final Clock clock;

    Grants(Clock clock) {
        this.clock = clock;
    }

    Grant.Download download(StorageUri location, Duration validity) {
        return new Grant.Download(location, after(validity));
    }

    Grant.Upload upload(StorageUri location, Duration validity, long maxBytes) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        return new Grant.Upload(
                location, after(validity), maxBytes, HexFormat.of().formatHex(nonce));
    }

    /** One for each part, in order. */
    Stream<Grant.PartUpload> parts(MultipartUpload upload, Duration validity) {
        Instant expires = after(validity);
        return IntStream.rangeClosed(1, upload.parts())
                .mapToObj(number ->
                        new Grant.PartUpload(upload.location(), expires, LARGEST_PART, upload.uploadId(), number));
    }

    /** The first whole second that is not sooner. */
    private Instant after(Duration validity) {
        return clock.instant().plus(validity).plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    }
}
