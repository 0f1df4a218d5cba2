package dev.atelier.persistence.storage;

import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.StorageUri;
import java.io.IOException;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says in the store's terms what went wrong between it and S3. */
final class S3ExceptionTranslator {

    /** S3 itself is never full; MinIO and Ceph may be. */
    private static final Set<String> FULL = Set.of("XMinioStorageFull", "QuotaExceeded");

    private static final int INSUFFICIENT_STORAGE = 507;

    private S3ExceptionTranslator() {}

    /** Asks S3 for something; what fails is thrown as the port says. */
    static <T> T ask(StorageUri location, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (SdkException e) {
            throw explain(location, e);
        }
    }

    /** The exception to throw; {@link InsufficientStorageException} is thrown here. */
    static IOException explain(StorageUri location, SdkException failure) {
        if (failure instanceof AwsServiceException answer
                && (answer.statusCode() == INSUFFICIENT_STORAGE || FULL.contains(code(answer)))) {
            throw new InsufficientStorageException(
                    "the store is full: when there is room again, the same can be done again", failure);
        }
        return new IOException("S3 failed at " + location + ": " + failure.getMessage(), failure);
    }

    /** S3's word for what went wrong; empty when it sent none, as for a HEAD. */
    static String code(AwsServiceException answer) {
        return answer.awsErrorDetails() == null || answer.awsErrorDetails().errorCode() == null
                ? ""
                : answer.awsErrorDetails().errorCode();
    }
}
