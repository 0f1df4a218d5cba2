package dev.atelier.persistence.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.StorageUri;
import dev.atelier.domain.checkpoint.MultipartUpload;
import dev.atelier.persistence.testing.S3Server;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients' use of presigned URLs, without an SDK. */
@Tag("slow")
class S3UrlTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final HttpClient client = HttpClient.newHttpClient();
    private final S3Store store = S3TestStore.open();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aClientSendsAnyContentTypeAndLengthBecauseOnlyTheHostIsSigned() throws Exception {
        URI url = store.presignUpload(at("payload"), HOUR, 3);

        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(url)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString("longer than 3"))
                        .build(),
                BodyHandlers.ofString());

        assertThat(url.getQuery()).contains("X-Amz-SignedHeaders=host&").doesNotContain("checksum");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(store.find(at("payload")).orElseThrow().size()).isEqualTo(13);
    }

    @Test
    void aClientFetchesAStretchOfAFile() throws Exception {
        store.put(at("digits"), content("0123456789"), "text/plain");

        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(store.presignDownload(at("digits"), HOUR))
                        .header("Range", "bytes=3-5")
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo("345");
        assertThat(answer.headers().firstValue("Content-Range")).contains("bytes 3-5/10");
    }

    @ParameterizedTest
    @CsvSource({
        "image.png, image/png, inline",
        "param.json, application/json, attachment",
        "page.html, application/octet-stream, attachment",
        "drawing.svg, application/octet-stream, attachment"
    })
    void aFileIsServedByItsNameWhateverAClientStoredItAs(String name, String type, String disposition)
            throws Exception {
        client.send(
                HttpRequest.newBuilder(store.presignUpload(at(name), HOUR, 10))
                        .header("Content-Type", "text/html")
                        .PUT(BodyPublishers.ofString("<p>hello"))
                        .build(),
                BodyHandlers.discarding());

        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(store.presignDownload(at(name), HOUR)).build(), BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains(type);
        assertThat(answer.headers().firstValue("Content-Disposition")).contains(disposition);
    }

    @Test
    void aUrlIsGoodForAsLongAsItWasAskedFor() throws Exception {
        MultipartUpload upload = store.beginUpload(at("model"), 1);

        assertThat(store.presignUpload(at("a"), HOUR, 1).getQuery()).contains("X-Amz-Expires=3600");
        assertThat(store.presignParts(upload, Duration.ofDays(7)).get(0).getQuery())
                .contains("X-Amz-Expires=604800");
        store.abortUpload(upload);
    }

    @Test
    void urlsHoldNoSecret() {
        assertThat(store.presignDownload(at("a"), HOUR).toString())
                .contains(S3Server.ACCESS_KEY)
                .doesNotContain(S3Server.SECRET_KEY);
    }

    @Test
    void urlsBeginWithThePublicEndpointWhereThereIsOne() throws IOException {
        S3StoreConfiguration config = new S3StoreConfiguration(true, URI.create("https://files.example.org:9000"));
        try (S3Store behind = S3TestStore.open(S3TestStore.server().url(), config)) {
            behind.put(at("inside"), content("inside"), "text/plain");

            assertThat(behind.presignDownload(at("inside"), HOUR))
                    .hasScheme("https")
                    .hasHost("files.example.org")
                    .hasPort(9000)
                    .hasPath("/atelier/inside");
        }
    }

    @Test
    void theBucketIsInTheHostNameUnlessPathStyleIsSet() {
        URI endpoint = URI.create("https://s3.example.org");
        try (S3Store inHost = S3TestStore.open(endpoint, new S3StoreConfiguration(false, null));
                S3Store inPath = S3TestStore.open(endpoint, new S3StoreConfiguration(true, null))) {
            assertThat(inHost.presignDownload(at("a b"), HOUR).toString())
                    .startsWith("https://atelier.s3.example.org/a%20b?");
            assertThat(inPath.presignDownload(at("a b"), HOUR).toString())
                    .startsWith("https://s3.example.org/atelier/a%20b?");
        }
    }

    @Test
    void thousandsOfPartsAreSignedAtOnce() throws IOException {
        MultipartUpload upload = store.beginUpload(at("huge"), 10_000);

        assertThat(store.presignParts(upload, HOUR)).hasSize(10_000).doesNotHaveDuplicates();
        store.abortUpload(upload);
    }

    @Test
    void whatS3WouldNotTakeIsRejectedBeforeAnythingIsSent() {
        String[] keys = {"ü".repeat(600), "half a character \ud800"};
        for (String key : keys) {
            assertThatThrownBy(() -> store.presignUpload(at(key), HOUR, 1)).isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> store.put(at(key), content("a"), "text/plain"))
                    .isInstanceOf(InvalidRequestException.class);
            assertThatThrownBy(() -> store.beginUpload(at(key), 1)).isInstanceOf(InvalidRequestException.class);
        }
        for (int parts : new int[] {0, 10_001}) {
            assertThatThrownBy(() -> store.beginUpload(at("a"), parts))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessage("an upload has 1 to 10000 parts, not " + parts);
        }
    }

    private static StorageUri at(String key) {
        return new StorageUri(S3Server.BUCKET, key);
    }

    private static InputStream content(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
