package dev.atelier.persistence.storage.s3;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.net.URI;

/**
 * Connection to the S3 server. Its address, the region and the credentials are found by the default chains of the AWS
 * SDK: {@code AWS_ENDPOINT_URL_S3}, {@code AWS_REGION}, {@code AWS_ACCESS_KEY_ID} and so on.
 *
 * @param pathStyle whether the bucket is in the path of URLs instead of the host name, as MinIO, Ceph and most servers
 *     other than AWS require it. Default: false
 * @param publicEndpoint address of the S3 server for clients, if it differs from this service's; signed URLs begin with
 *     it. Not given: the same
 */
@ConfigurationProperties("atelier.s3")
public record S3StoreConfiguration(
        @Bindable(defaultValue = "false") boolean pathStyle,
        @Nullable URI publicEndpoint) {

    public S3StoreConfiguration {
        if (publicEndpoint != null && !isEndpoint(publicEndpoint)) {
            throw new IllegalArgumentException("atelier.s3.public-endpoint is " + publicEndpoint
                    + "; it should be http://… or https://…, with neither user nor query");
        }
    }

    private static boolean isEndpoint(URI url) {
        boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        return web
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }
}
