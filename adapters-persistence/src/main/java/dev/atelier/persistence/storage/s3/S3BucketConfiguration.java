package dev.atelier.persistence.storage.s3;

import dev.atelier.domain.TextSanitizer;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;

/**
 * The bucket of the S3 store.
 *
 * @param bucket {@code atelier.aws.bucket}: its name; the bucket must exist. No default
 */
@ConfigurationProperties("atelier.aws")
public record S3BucketConfiguration(@Nullable String bucket) {

    public S3BucketConfiguration {
        if (bucket == null || bucket.isBlank()) {
            throw new IllegalArgumentException(
                    "atelier.store is s3, so atelier.aws.bucket (ATELIER_AWS_BUCKET) has to name a bucket");
        }
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw new IllegalArgumentException("atelier.aws.bucket is " + TextSanitizer.quote(bucket)
                    + "; the name of a bucket has 3 to 63 lower-case letters, digits, dots and hyphens");
        }
    }
}
