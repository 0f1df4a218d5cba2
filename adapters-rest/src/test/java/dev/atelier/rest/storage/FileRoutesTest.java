package dev.atelier.rest.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.storage.PresignedUrlHandler;
import dev.atelier.domain.StorageUri;
import dev.atelier.rest.testing.CapturedLog;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.InMemoryPresignedUrlHandler;
import dev.atelier.rest.testing.RestServer;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileRoutesTest {

    private static final StorageUri PLACE = new StorageUri("atelier", "out/1/result/image_0.png");
    private static final Duration HOUR = Duration.ofHours(1);

    private static RestServer server;
    private static Http anyone;

    @BeforeAll
    static void start() {
        server = RestServer.start();
        anyone = server.http().without("x-api-key").without("username");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whatIsPutToASignedUrlIsAnsweredWithItsTagAndNothingElse() throws IOException {
        byte[] content = new byte[3_000_000];
        HttpResult reply = anyone.with("Content-Type", "image/png")
                .send("PUT", upload(10_000_000), content)
                .isEmpty(200);
        assertThat(reply.header("ETag")).matches("\"[0-9a-f]{32}\"");
        assertThat(reply.header("Access-Control-Expose-Headers")).contains("ETag");
        try (var stored = server.atelier.store.open(PLACE)) {
            assertThat(stored.readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    void anEmptyFileCanBePut() {
        anyone.send("PUT", upload(10), new byte[0]).isEmpty(200);
        assertThat(server.atelier.store.find(PLACE).orElseThrow().size()).isZero();
        HttpResult reply = anyone.get(download()).isEmpty(200);
        assertThat(reply.header("Content-Type")).isEqualTo("image/png");
    }

    @Test
    void theStageMayStandBeforeFilesToo() {
        server.atelier.write(PLACE, "content");
        String url = download().replace("/files/", "/prod//files/");
        assertThat(anyone.get(url).text()).isEqualTo("content");
    }

    @Test
    void moreThanTheUrlIsGoodForIsRejectedInTheEnvelope() {
        anyone.send("PUT", upload(10), new byte[5_000_000]).rejects(413);
    }

    /** The checksums of "hello". */
    @ParameterizedTest
    @CsvSource({
        "Content-MD5, XUFAKrxLKna5cZ2REBfFkg==",
        "x-amz-checksum-crc32, NhCmhg==",
        "x-amz-checksum-crc32c, mnG7TA==",
        "x-amz-checksum-crc64nvme, M3eFcAZSQlc=",
        "x-amz-checksum-sha1, qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        "x-amz-checksum-sha256, LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ="
    })
    void aBodyIsStoredOnlyIfItMatchesItsChecksum(String header, String checksum) throws IOException {
        String url = upload(10);
        server.atelier.store.deleteAll(PLACE);

        HttpResult rejected =
                anyone.with(header, checksum).send("PUT", url, "hallo").rejects(400);
        assertThat(rejected.message())
                .startsWith("the body does not match its " + header.toLowerCase(Locale.ROOT) + ": announced was "
                        + checksum + ", received ")
                .endsWith("; nothing was stored");
        assertThat(server.atelier.store.find(PLACE)).isEmpty();

        anyone.with(header, checksum).send("PUT", url, "hello").isEmpty(200);
        assertThat(server.atelier.store.find(PLACE)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-MD5, XUFAKrxLKna5cZ2R, it has to be 16 bytes in base64",
        "Content-MD5, 5d41402abc4b2a76b9719d911017c592, it has to be 16 bytes in base64",
        "x-amz-checksum-crc32, ?, it has to be 4 bytes in base64",
        "x-amz-checksum-adler32, BiwCFQ==, known are content-md5"
    })
    void aChecksumThatCannotBeCheckedIsRejected(String header, String checksum, String reason) throws IOException {
        server.atelier.store.deleteAll(PLACE);

        assertThat(anyone.with(header, checksum)
                        .send("PUT", upload(10), "hello")
                        .rejects(400)
                        .message())
                .contains(reason);
        assertThat(server.atelier.store.find(PLACE)).isEmpty();
    }

    @Test
    void headersAboutChecksumsAreNone() {
        anyone.with("x-amz-checksum-type", "FULL_OBJECT")
                .with("x-amz-sdk-checksum-algorithm", "CRC32")
                .send("PUT", upload(10), "hello")
                .isEmpty(200);
    }

    @Test
    void aUrlIsGoodForItsMethodAndPlaceOnly() {
        String url = upload(10);
        anyone.get(url).rejects(403);
        anyone.send("PUT", url + "0", "x").rejects(403);
        anyone.send("PUT", download(), "x").rejects(403);
        anyone.send("DELETE", url).rejects(405);
        anyone.get(server.uri() + "/files/out/1/result/image_0.png").rejects(403);
    }

    @Test
    void anExpiredUrlIsRejected() {
        String url = upload(10);
        server.atelier.clock.pass(HOUR);
        anyone.send("PUT", url, "x").rejects(403);
    }

    @Test
    void aFileComesWithItsTypeAndCannotBecomeAPage() {
        server.atelier.write(PLACE, "content");
        HttpResult reply = anyone.with("Accept", "image/*").get(download());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("content");
        assertThat(reply.header("Content-Type")).isEqualTo("image/png");
        assertThat(reply.header("Content-Length")).isEqualTo("7");
        assertThat(reply.header("Accept-Ranges")).isEqualTo("bytes");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Content-Encoding")).isEqualTo("identity");
        assertThat(reply.header("Cache-Control")).isEqualTo("private, max-age=60");
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void headReturnsTheHeadersOfAFileOnly() {
        server.atelier.write(PLACE, "content");
        HttpResult reply = anyone.send("HEAD", download()).isEmpty(200);
        assertThat(reply.header("Content-Length")).isEqualTo("7");
        assertThat(reply.header("Content-Type")).isEqualTo("image/png");
        assertThat(reply.header("ETag")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-2, con, 0-2", "bytes=3-, tent, 3-6", "bytes=-2, nt, 5-6", "bytes=4-400, ent, 4-6"})
    void aRangeIsAnsweredWithThatPart(String range, String content, String place) {
        server.atelier.write(PLACE, "content");
        HttpResult reply = anyone.with("Range", range).get(download());
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.text()).isEqualTo(content);
        assertThat(reply.header("Content-Range")).isEqualTo("bytes " + place + "/7");
        assertThat(reply.header("Content-Length")).isEqualTo(Integer.toString(content.length()));
    }

    @Test
    void aRangeBeyondTheEndIsRejectedWithTheLength() {
        server.atelier.write(PLACE, "content");
        HttpResult reply = anyone.with("Range", "bytes=7-").get(download()).rejects(416);
        assertThat(reply.header("Content-Range")).isEqualTo("bytes */7");
    }

    @Test
    void aClientWithTheSameFileGets304() {
        PresignedUrlHandler.Download file = new PresignedUrlHandler.Download(anyFile(), "image/png");
        String tag = head(file, "If-None-Match", "\"other\"").header("ETag");
        assertThat(head(file, "If-None-Match", tag).code()).isEqualTo(304);
        assertThat(head(file, "If-None-Match", "\"other\"").code()).isEqualTo(200);
        assertThat(head(file, "If-None-Match", "*").code()).isEqualTo(304);
    }

    @Test
    void aRangeOfAFileThatHasChangedIsAnsweredWhole() {
        server.atelier.write(PLACE, "content");
        HttpResult reply =
                anyone.with("Range", "bytes=0-2").with("If-Range", "\"old\"").get(download());
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("content");
    }

    @Test
    void aClientThatGoesAwayLeavesNothingAndIsNoError() throws IOException {
        StorageUri place = new StorageUri("atelier", "half");
        String url = "/" + server.atelier.store.presignUpload(place, HOUR, 1_000_000);
        InMemoryPresignedUrlHandler files = (InMemoryPresignedUrlHandler) server.bean(PresignedUrlHandler.class);
        try (CapturedLog log = new CapturedLog()) {
            try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
                String half = "PUT " + url + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nhalf";
                socket.getOutputStream().write(half.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
            Awaitility.await().until(() -> !files.broken().isEmpty());
            anyone.get("/files/unsigned").rejects(403);
            assertThat(log.events()).isEmpty();
        }
        assertThat(server.atelier.store.find(place)).isEmpty();
    }

    @Test
    void aStoreWithAServerOfItsOwnHasNoFilesHere() {
        try (RestServer other = RestServer.start(Map.of("test.files", "false"))) {
            other.http().without("x-api-key").get("/files/a/b").rejects(404);
        }
    }

    private static HttpResponse<?> head(PresignedUrlHandler.Download file, String name, String value) {
        try {
            return FileDownloadResponse.of(HttpRequest.HEAD("/files/x").header(name, value), file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path anyFile() {
        try {
            return Files.writeString(Files.createTempFile("atelier", ".png"), "content");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String upload(long maxBytes) {
        return server.uri() + "/" + server.atelier.store.presignUpload(PLACE, HOUR, maxBytes);
    }

    private static String download() {
        return server.uri() + "/" + server.atelier.store.presignDownload(PLACE, HOUR);
    }
}
