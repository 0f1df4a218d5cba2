package dev.atelier.persistence.storage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds out whether a bucket can be used, and says for a person which setting to look at when not. The log has what the
 * SDK says; the sentence comes without it as its cause, because a cause's words would be shown instead.
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
                            + "; look at AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL (none for AWS itself), at AWS_REGION, which is "
                            + connection.region()
                            + ", and at ATELIER_S3_PATH_STYLE, which servers other than AWS's mostly want to be true",
                    e);
        }
    }

    private void requireCredentials() {
        try {
            connection.credentials().resolveCredentials();
        } catch (SdkClientException e) {
            throw rejected(
                    "there are no AWS credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE,"
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
            return "bucket " + bucket + " lies in " + actual + ", but AWS_REGION is " + connection.region()
                    + "; set AWS_REGION=" + actual;
        }
        return switch (answer.statusCode()) {
            case 403 ->
                "bucket " + bucket + " may not be used with these credentials (403); look at AWS_ACCESS_KEY_ID"
                        + " and AWS_SECRET_ACCESS_KEY, AWS_PROFILE or this machine's role, which need s3:ListBucket there";
            case 404 ->
                "there is no bucket " + bucket
                        + "; make it, or set atelier.aws.bucket (ATELIER_AWS_BUCKET) to one that there is";
            case 301, 400 ->
                "bucket " + bucket + " cannot be used from region " + connection.region() + " ("
                        + answer.statusCode() + "); look at AWS_REGION, and whether the credentials have expired"
                        + " (AWS_SESSION_TOKEN)";
            default ->
                "S3 answers " + answer.statusCode() + " for bucket " + bucket
                        + "; look at atelier.aws.bucket (ATELIER_AWS_BUCKET) and AWS_ENDPOINT_URL_S3";
        };
    }

    private static IllegalStateException rejected(String sentence, SdkException cause) {
        LOG.warn("The S3 store does not start: {}", cause.getMessage());
        LOG.debug("The S3 store does not start", cause);
        return new IllegalStateException("atelier.store is s3, but " + sentence);
    }
}
