package dev.atelier.persistence.storage.s3;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The SDK's clients for one S3 server. They retry by themselves, so callers must not. Thread-safe.
 *
 * @param client for this service's own requests
 * @param presigner for requests of this service's clients
 */
record S3Clients(S3Client client, S3Presigner presigner, Region region, AwsCredentialsProvider credentials)
        implements AutoCloseable {

    /** For calls about one small file or a page of names: short, including retries. */
    static final Consumer<AwsRequestOverrideConfiguration.Builder> SHORT =
            limit -> limit.apiCallTimeout(Duration.ofSeconds(10));

    private static final Logger LOG = LoggerFactory.getLogger(S3Clients.class);

    /** @param client called once the region is known */
    static S3Clients open(
            S3StoreConfiguration config,
            AwsRegionProvider regions,
            AwsCredentialsProvider credentials,
            Supplier<S3Client> client) {
        Region region = knownRegion(regions);
        S3Presigner.Builder presigner = S3Presigner.builder()
                .region(region)
                .credentialsProvider(credentials)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(config.pathStyle())
                        .build());
        URI endpoint = config.publicEndpoint();
        return new S3Clients(
                client.get(),
                (endpoint == null ? presigner : presigner.endpointOverride(endpoint)).build(),
                region,
                credentials);
    }

    private static Region knownRegion(AwsRegionProvider regions) {
        try {
            return regions.getRegion();
        } catch (SdkClientException e) {
            LOG.warn("No AWS region found: {}", e.getMessage());
            // Without the cause, whose message would be shown instead.
            throw new IllegalStateException("atelier.store is s3, but no AWS region is set; set AWS_REGION"
                    + " (for servers other than AWS's, us-east-1 works)");
        }
    }

    /** The others belong to the application context. */
    @Override
    public void close() {
        presigner.close();
    }
}
