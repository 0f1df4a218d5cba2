package dev.atelier.persistence.storage.s3;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Checks whether a bucket can be used, and if not, says which setting to check. The SDK's message goes to the log only;
 * the exception has no cause, because a cause's message would be shown instead.
 */
final class BucketCheck {

    private static final Logger LOG = LoggerFactory.getLogger(BucketCheck.class);

    private static final String REGION_HEADER = "x-amz-bucket-region";

    private final S3Clients connection;

    BucketCheck(S3Clients connection) {
        this.connection = connection;
    }

    void require(String bucket) {
        requireCredentials();
        try {
            connection.client().headBucket(head -> head.bucket(bucket));
        } catch (S3Exception e) {
            throw rejected(explain(bucket, e), e);
        } catch (SdkException e) {
            throw rejected(
                    "S3 cannot be reached for bucket " + bucket
                            + "; check AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL (unset for AWS itself), AWS_REGION, which is "
                            + connection.region()
                            + ", and ATELIER_S3_PATH_STYLE, which most servers other than AWS's need as true",
                    e);
        }
    }

    private void requireCredentials() {
        try {
            connection.credentials().resolveCredentials();
        } catch (SdkClientException e) {
            throw rejected(
                    "no AWS credentials found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE,"
                            + " or give this machine a role",
                    e);
        }
    }

    private String explain(String bucket, S3Exception answer) {
        String actual = answer.awsErrorDetails()
                .sdkHttpResponse()
                .firstMatchingHeader(REGION_HEADER)
                .orElse("");
        if (!actual.isEmpty() && !actual.equals(connection.region().id()) && answer.statusCode() != 403) {
            return "bucket " + bucket + " is in " + actual + ", but AWS_REGION is " + connection.region()
                    + "; set AWS_REGION=" + actual;
        }
        return switch (answer.statusCode()) {
            case 403 ->
                "bucket " + bucket + " may not be used with these credentials (403); check AWS_ACCESS_KEY_ID"
                        + " and AWS_SECRET_ACCESS_KEY, AWS_PROFILE or this machine's role, which need s3:ListBucket there";
            case 404 ->
                "no bucket " + bucket
                        + " exists; create it, or set atelier.aws.bucket (ATELIER_AWS_BUCKET) to an existing one";
            case 301, 400 ->
                "bucket " + bucket + " cannot be used from region " + connection.region() + " ("
                        + answer.statusCode() + "); check AWS_REGION, and whether the credentials have expired"
                        + " (AWS_SESSION_TOKEN)";
            default ->
                "S3 responds with " + answer.statusCode() + " for bucket " + bucket
                        + "; check atelier.aws.bucket (ATELIER_AWS_BUCKET) and AWS_ENDPOINT_URL_S3";
        };
    }

    private static IllegalStateException rejected(String sentence, SdkException cause) {
        LOG.warn("The S3 store does not start: {}", cause.getMessage());
        LOG.debug("The S3 store does not start", cause);
        return new IllegalStateException("atelier.store is s3, but " + sentence);
    }
}
