package dev.atelier.persistence.storage.s3;

import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Translates failures of S3 into the port's exceptions. */
final class S3ExceptionTranslator {

    /** S3 itself is never full; MinIO and Ceph may be. */
    private static final Set<String> FULL = Set.of("XMinioStorageFull", "QuotaExceeded");

    private static final int INSUFFICIENT_STORAGE = 507;

    private static final int NOT_FOUND = 404;

    private S3ExceptionTranslator() {}

    /** Sends a request to S3; failures are thrown as specified by the port. */
    static <T> T ask(StorageUri location, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException e) {
            throw explain(location, e);
        }
    }

    /**
     * Returns the exception to throw.
     *
     * @throws InsufficientStorageException if the server is full
     */
    static IOException explain(StorageUri location, SdkException failure) {
        if (failure instanceof AwsServiceException answer
                && (answer.statusCode() == INSUFFICIENT_STORAGE || FULL.contains(code(answer)))) {
            throw new InsufficientStorageException("the store is full: retry when there is free space", failure);
        }
        return new IOException("S3 failed at " + location + ": " + failure.getMessage(), failure);
    }

    /** Whether the server has no such file or upload. Where AWS answers as if it had, other servers answer 404. */
    static boolean isMissing(SdkException failure) {
        return failure instanceof AwsServiceException answer
                && answer.statusCode() == NOT_FOUND
                && !code(answer).equals("NoSuchBucket");
    }

    /** S3's error code; empty when it sent none, as for a HEAD. */
    static String code(AwsServiceException answer) {
        return answer.awsErrorDetails() == null || answer.awsErrorDetails().errorCode() == null
                ? ""
                : answer.awsErrorDetails().errorCode();
    }
}
