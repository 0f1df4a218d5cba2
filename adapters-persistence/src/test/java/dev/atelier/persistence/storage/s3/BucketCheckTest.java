package dev.atelier.persistence.storage.s3;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.atelier.application.testing.ReservedPort;
import dev.atelier.persistence.testing.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages for operators when the bucket cannot be used. */
class BucketCheckTest {

    private static final S3StoreConfiguration PATH_STYLE = new S3StoreConfiguration(true, null);

    @Test
    void aBucketThatIsThereIsFine() {
        try (S3Store store = S3TestStore.open()) {
            assertThatCode(store::requireBucket).doesNotThrowAnyException();
        }
    }

    @Test
    void aBucketThatIsMissingIsNamedWithItsSetting() {
        Map<String, String> settings = S3TestStore.settings(S3TestStore.server().url());
        try (S3Store store = S3TestStore.open(settings, PATH_STYLE, "not-there")) {
            assertRejected(store, "no bucket not-there exists", "ATELIER_AWS_BUCKET");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, '', AWS_ACCESS_KEY_ID, s3:ListBucket",
        "301, eu-west-1, is in eu-west-1, set AWS_REGION=eu-west-1",
        "400, eu-west-1, is in eu-west-1, set AWS_REGION=eu-west-1",
        "400, '', AWS_REGION, AWS_SESSION_TOKEN",
        "503, '', S3 responds with 503, AWS_ENDPOINT_URL_S3",
    })
    void aRejectionNamesTheSettingToCheck(int status, String region, String one, String other) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", request -> {
            try (request) {
                if (!region.isEmpty()) {
                    request.getResponseHeaders().add("x-amz-bucket-region", region);
                }
                request.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (S3Store store = S3TestStore.open(endpoint, PATH_STYLE)) {
            assertRejected(store, one, other);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aServerThatCannotBeReachedIsSearchedForInTheSettings() throws IOException {
        try (ReservedPort free = new ReservedPort();
                S3Store store = S3TestStore.open(URI.create("http://127.0.0.1:" + free.number()), PATH_STYLE)) {
            assertRejected(store, "cannot be reached", "AWS_ENDPOINT_URL_S3", "AWS_REGION", "ATELIER_S3_PATH_STYLE");
        }
    }

    @Test
    void missingCredentialsAreAskedFor() {
        Map<String, String> settings = S3TestStore.settings(S3TestStore.server().url());
        settings.remove("aws.secretAccessKey");
        settings.remove("aws.accessKeyId");
        try (S3Store store = S3TestStore.open(settings, PATH_STYLE, S3Server.BUCKET)) {
            assertRejected(store, "no AWS credentials found", "AWS_ACCESS_KEY_ID", "AWS_PROFILE");
        }
    }

    @Test
    void aMissingRegionIsAskedFor() {
        Map<String, String> settings = S3TestStore.settings(S3TestStore.server().url());
        settings.remove("aws.region");

        assertThatThrownBy(() -> S3TestStore.open(settings, PATH_STYLE, S3Server.BUCKET))
                .hasMessageContaining("no AWS region is set; set AWS_REGION")
                .hasNoCause();
    }

    /** Without a cause, whose message would be shown instead. */
    private static void assertRejected(S3Store store, String... words) {
        assertThatThrownBy(store::requireBucket)
                .hasMessageStartingWith("atelier.store is s3, but ")
                .hasMessageContainingAll(words)
                .hasNoCause();
    }
}
