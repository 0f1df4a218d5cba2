package dev.atelier.persistence.storage;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.LegacyMd5Plugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The SDK's clients for one S3 server. They retry by themselves, so callers must not. Thread-safe.
 *
 * @param client for this service's own requests
 * @param presigner for requests of this service's clients
 */
record S3Clients(S3Client client, S3Presigner presigner, Region region, DefaultCredentialsProvider credentials)
        implements AutoCloseable {

    /** For calls about one small file or a page of names: short, including retries. */
    static final Consumer<AwsRequestOverrideConfiguration.Builder> SHORT =
            limit -> limit.apiCallTimeout(Duration.ofSeconds(10));

    private static final Logger LOG = LoggerFactory.getLogger(S3Clients.class);

    static S3Clients open(S3StoreConfiguration config) {
        Region region = knownRegion();
        DefaultCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build();
        S3Client client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(region)
                .credentialsProvider(credentials)
                .forcePathStyle(config.pathStyle())
                // Servers other than AWS's may not know the checksums that the SDK would add, and require an MD5 in
                // some requests.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .addPlugin(LegacyMd5Plugin.create())
                .build();
        S3Presigner.Builder presigner = S3Presigner.builder()
                .region(region)
                .credentialsProvider(credentials)
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(config.pathStyle())
                        .build());
        URI endpoint = config.publicEndpoint();
        return new S3Clients(
                client,
                (endpoint == null ? presigner : presigner.endpointOverride(endpoint)).build(),
                region,
                credentials);
    }

    private static Region knownRegion() {
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkClientException e) {
            LOG.warn("No AWS region found: {}", e.getMessage());
            // Without the cause, whose message would be shown instead.
            throw new IllegalStateException("atelier.store is s3, but no AWS region is set; set AWS_REGION"
                    + " (for servers other than AWS's, us-east-1 works)");
        }
    }

    @Override
    public void close() {
        presigner.close();
        client.close();
        credentials.close();
    }
}
