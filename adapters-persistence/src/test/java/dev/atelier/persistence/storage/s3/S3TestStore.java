package dev.atelier.persistence.storage.s3;

import dev.atelier.persistence.testing.S3Server;
import io.micronaut.aws.sdk.v2.service.s3.S3ClientFactory;
import io.micronaut.aws.sdk.v2.service.s3.S3ConfigurationProperties;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** S3 stores that find their server, region and credentials as an installation does, but by system properties. */
public final class S3TestStore {

    private S3TestStore() {}

    /** The server shared by all tests of this process. */
    static S3Server server() {
        return Started.SERVER;
    }

    /** A store on that server. */
    public static S3Store open() {
        return open(server().url(), new S3StoreConfiguration(true, null));
    }

    static S3Store open(URI endpoint, S3StoreConfiguration config) {
        return open(settings(endpoint), config, S3Server.BUCKET);
    }

    /** Creates an empty bucket on a server, and returns its name. */
    public static String makeBucket(URI endpoint) {
        String name = "bucket-" + UUID.randomUUID();
        apply(settings(endpoint));
        try (AwsCredentialsProviderChain credentials = credentials();
                S3Client client = client(
                        new S3StoreConfiguration(true, null), new DefaultAwsRegionProviderChain(), credentials)) {
            client.createBucket(create -> create.bucket(name));
        }
        return name;
    }

    public static S3Store open(URI endpoint, String bucket) {
        return open(settings(endpoint), new S3StoreConfiguration(true, null), bucket);
    }

    /** Settings read by the SDK. */
    static Map<String, String> settings(URI endpoint) {
        return new HashMap<>(Map.of(
                "aws.endpointUrlS3",
                endpoint.toString(),
                "aws.region",
                S3Server.REGION,
                "aws.accessKeyId",
                S3Server.ACCESS_KEY,
                "aws.secretAccessKey",
                S3Server.SECRET_KEY));
    }

    static S3Store open(Map<String, String> settings, S3StoreConfiguration config, String bucket) {
        apply(settings);
        AwsCredentialsProviderChain credentials = credentials();
        AwsRegionProviderChain regions = new DefaultAwsRegionProviderChain();
        S3Clients clients = S3Clients.open(config, regions, credentials, () -> client(config, regions, credentials));
        return new S3Store(new S3BucketConfiguration(bucket), clients) {
            @Override
            public void close() {
                super.close();
                clients.client().close();
                credentials.close();
            }
        };
    }

    private static void apply(Map<String, String> settings) {
        settings(URI.create("none")).keySet().forEach(System::clearProperty);
        settings.forEach(System::setProperty);
    }

    private static AwsCredentialsProviderChain credentials() {
        return AwsCredentialsProviderChain.of(
                DefaultCredentialsProvider.builder().build());
    }

    /** As in the application context. */
    private static S3Client client(
            S3StoreConfiguration config, AwsRegionProviderChain regions, AwsCredentialsProviderChain credentials) {
        S3ClientFactory factory =
                new S3ClientFactory(credentials, regions, new S3ConfigurationProperties(), null, null);
        S3ClientBuilder builder = factory.syncBuilder(UrlConnectionHttpClient.create());
        return factory.syncClient(S3ClientBuilderListener.configure(builder, config));
    }

    static {
        // Prevents requests to a metadata service, which would wait for a timeout.
        System.setProperty("aws.disableEc2Metadata", "true");
    }

    private static final class Started {

        private static final S3Server SERVER = S3Server.start();
    }
}
