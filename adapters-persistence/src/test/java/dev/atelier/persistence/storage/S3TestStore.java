package dev.atelier.persistence.storage;

import dev.atelier.persistence.testing.S3Server;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** S3 stores that find their server, region and credentials as an installation does, but by system properties. */
final class S3TestStore {

    private S3TestStore() {}

    /** The server shared by all tests of this process. */
    static S3Server server() {
        return Started.SERVER;
    }

    /** A store on that server. */
    static S3Store open() {
        return open(server().url(), new S3StoreConfiguration(true, null));
    }

    static S3Store open(URI endpoint, S3StoreConfiguration config) {
        return open(settings(endpoint), config, S3Server.BUCKET);
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
        settings(URI.create("none")).keySet().forEach(System::clearProperty);
        settings.forEach(System::setProperty);
        return new S3Store(config, new S3BucketConfiguration(bucket));
    }

    static {
        // Prevents requests to a metadata service, which would wait for a timeout.
        System.setProperty("aws.disableEc2Metadata", "true");
    }

    private static final class Started {

        private static final S3Server SERVER = S3Server.start();
    }
}
