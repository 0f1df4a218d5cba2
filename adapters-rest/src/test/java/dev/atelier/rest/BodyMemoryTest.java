package dev.atelier.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.atelier.domain.CapacityExceededException;
import dev.atelier.rest.testing.CapturedLog;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import io.micronaut.http.server.HttpServerConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The memory limit of the bodies of all connections: 400 KiB here, and 256 KiB each. */
@SuppressWarnings("try") // idle connections
@Tag("slow")
class BodyMemoryTest {

    private static final int KIB = 1024;
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    private static RestServer server;
    private static BodyMemory memory;

    @BeforeAll
    static void start() {
        server = RestServer.start(Map.of("atelier.body-memory", "400KB"));
        memory = server.bean(BodyMemory.class);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void everythingIsGivenBack() {
        await().untilAsserted(() -> assertThat(memory.used()).isZero());
    }

    @ParameterizedTest
    @ValueSource(strings = {CHUNKED, "Content-Length: 262000\r\n"})
    void bodiesOfOtherConnectionsCountWhileTheyArrive(String length) throws IOException {
        try (Socket other = unfinished(length, 250 * KIB)) {
            HttpResult rejected = post(200 * KIB).rejects(429);
            assertThat(rejected.message()).contains("memory", "try again later");
            assertThat(Integer.parseInt(rejected.header("Retry-After"))).isPositive();
            post(100 * KIB).rejects(400);
            assertThat(postChunked(200 * KIB))
                    .startsWith("HTTP/1.1 429")
                    .contains("\"statusCode\":429", "Retry-After: ");
        }
        await().untilAsserted(() -> post(200 * KIB).rejects(400));
    }

    @Test
    void whatIsAnnouncedAndNeverSentDoesNotCount() throws IOException {
        try (Socket one = unfinished("Content-Length: 262144\r\n", 10);
                Socket two = unfinished("Content-Length: 262144\r\n", 10)) {
            post(200 * KIB).rejects(400);
        }
    }

    @Test
    void whatCannotFitIsRejectedBeforeItIsSent() throws IOException {
        try (Socket other = unfinished(CHUNKED, 250 * KIB)) {
            String answer = Http.raw(
                    server.uri(), head("Content-Length: 262144\r\nConnection: close\r\nExpect: 100-continue\r\n"));
            assertThat(answer).startsWith("HTTP/1.1 429");
        }
    }

    @Test
    void abandonedUploadsLeaveNothingBehind() throws IOException {
        try (CapturedLog log = new CapturedLog()) {
            abandon(20);
            assertThat(log.events()).isEmpty();
        }
    }

    private static void abandon(int uploads) throws IOException {
        for (int round = 0; round < uploads; round += 2) {
            try (Socket one = unfinished(CHUNKED, 100 * KIB);
                    Socket two = unfinished("Content-Length: 200000\r\n", 100 * KIB)) {
                assertThat(memory.used()).isPositive();
            }
            await().untilAsserted(() -> assertThat(memory.used()).isZero());
        }
    }

    @Test
    void aClientWithoutAKeyTakesNothing() throws IOException {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.getOutputStream()
                    .write("POST /inferences HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            try {
                socket.getOutputStream().write(new byte[150_000]);
            } catch (SocketException closed) {
                // the answer came before all was sent, and is still to be read
            }
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 403");
            assertThat(memory.used()).isZero();
        }
    }

    @Test
    void manyAtOnceAreAnsweredOrRejectedAndNoneHangs() {
        List<CompletableFuture<HttpResult>> replies = IntStream.range(0, 60)
                .mapToObj(i -> server.http().sendAsync("POST", "/inferences", json(200 * KIB)))
                .toList();
        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply.join().status()).isIn(400, 429));
    }

    @Test
    void aBodyInChunksHasTheBoundOfASingleOne() throws IOException {
        assertThat(postChunked(300 * KIB)).startsWith("HTTP/1.1 413").contains("262144 bytes");
    }

    @Test
    void compressedBodiesAreRejected() throws IOException {
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
            gzip.write(json(100));
        }
        HttpResult rejected = server.http()
                .with("Content-Encoding", "gzip")
                .send("POST", "/inferences", small.toByteArray())
                .rejects(415);
        assertThat(rejected.message()).contains("\"gzip\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "identity", "Identity, ", "identity,identity"})
    void aCodingThatChangesNothingIsNone(String coding) throws IOException {
        assertThat(postCoded("Content-Encoding: " + coding + "\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("missing required properties");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "Content-Encoding: utf-8 > utf-8",
                "Content-Encoding: identity, br > br",
                "Content-Encoding: identity|Content-Encoding: gzip > gzip",
                "Content-Encoding:|Content-Encoding: aws-chunked > aws-chunked",
            })
    void anyOtherCodingIsNamedInTheRejection(String headers, String named) throws IOException {
        assertThat(postCoded(headers.strip().replace("|", "\r\n") + "\r\n"))
                .startsWith("HTTP/1.1 415")
                .contains("the request has the Content-Encoding \\\"" + named
                        + "\\\"; allowed is \\\"identity\\\" or none, with the body as it is");
    }

    private static String postCoded(String headers) throws IOException {
        return Http.raw(server.uri(), head("Connection: close\r\nContent-Length: 2\r\n" + headers) + "{}");
    }

    @Test
    void lessThanASingleBodyMayHaveIsNoSetting() {
        assertThatThrownBy(() ->
                        RestServer.start(Map.of("atelier.body-memory", "100KB")).close())
                .rootCause()
                .hasMessage(
                        "atelier.body-memory is 102400 bytes; it should be at least 262144, what a single request body"
                                + " may have");
    }

    @Test
    void withoutASettingItIsAnEighthOfTheHeapSinceABodyIsHeldSeveralTimes() {
        HttpServerConfiguration small = new HttpServerConfiguration();
        small.setMaxRequestBufferSize(KIB);
        long eighth = Runtime.getRuntime().maxMemory() / 8;
        BodyMemory.Share share =
                new BodyMemory(new RestSettings(null, RestSettings.DOCUMENTS, List.of(), null), small).share();

        share.take(eighth);
        assertThatThrownBy(() -> share.take(1)).isInstanceOf(CapacityExceededException.class);
    }

    private static HttpResult post(int length) {
        HttpResult reply = server.http().send("POST", "/inferences", json(length));
        if (reply.status() == 400) {
            assertThat(reply.message()).contains("missing required properties");
        }
        return reply;
    }

    private static String postChunked(int length) throws IOException {
        return Http.raw(
                server.uri(),
                head(CHUNKED + "Connection: close\r\n") + Integer.toHexString(length) + "\r\n"
                        + new String(json(length), StandardCharsets.US_ASCII) + "\r\n0\r\n\r\n");
    }

    private static byte[] json(int length) {
        return ("{\"x\":\"" + "y".repeat(length - 8) + "\"}").getBytes(StandardCharsets.US_ASCII);
    }

    private static String head(String headers) {
        return "POST /inferences HTTP/1.1\r\nHost: x\r\nusername: admin\r\nx-api-key: " + RestServer.KEY + "\r\n"
                + headers + "\r\n";
    }

    /** A request of whose body only this much is announced and sent. */
    private static Socket unfinished(String length, int sent) throws IOException {
        long before = memory.used();
        Socket socket = new Socket(server.uri().getHost(), server.uri().getPort());
        socket.getOutputStream().write(head(length).getBytes(StandardCharsets.US_ASCII));
        if (length.equals(CHUNKED)) {
            socket.getOutputStream().write("3ffff\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        socket.getOutputStream().write(new byte[sent]);
        await().untilAsserted(() -> assertThat(memory.used()).isEqualTo(before + sent));
        return socket;
    }
}
