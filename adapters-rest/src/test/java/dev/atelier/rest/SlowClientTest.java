package dev.atelier.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.domain.StorageUri;
import dev.atelier.rest.testing.CapturedLog;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.RestServer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send a byte at a time do not keep a connection; those that are slow do. */
@Tag("slow")
class SlowClientTest {

    private static final String KEY = "Host: x\r\nusername: admin\r\nx-api-key: " + RestServer.KEY + "\r\n";

    private static final String PING = "GET /ping HTTP/1.1\r\n" + KEY + "\r\n";

    private static final Duration SHORT = Duration.ofMillis(40);

    /** Sends in vain for this long, unless the server ends the connection. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Where a busy machine lets a client pause for this long, it may be taken for one that has stopped. */
    private static final Duration LATE = Duration.ofMillis(500);

    private static final int TRIES = 5;

    private static final int LARGE = 32 * 1024 * 1024;

    private static RestServer server;

    @BeforeAll
    static void start() {
        server = RestServer.start(Map.of(
                "atelier.request.header-timeout", "1s",
                "atelier.request.stall-timeout", "1s",
                "atelier.request.min-bytes", "100"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET /ping HTTP/1.1\r\nHost: ", "GET /ping HTTP/1.1\r\n" + KEY + "x: "})
    void headersThatTakeTooLongAreAnswered408(String beginning) throws IOException {
        assertThat(trickle(beginning))
                .startsWith("HTTP/1.1 408")
                .contains(
                        "{\"statusCode\":408,\"message\":\"the request's headers did not arrive within 1 s\"}",
                        "x-api-version: 1.5.0",
                        "no-store");
    }

    @Test
    void theNextRequestOfAConnectionHasNoMoreTime() throws IOException {
        String answers = trickle(PING + "GET /p");
        assertThat(answers).startsWith("HTTP/1.1 200").contains("\"pong\"", "HTTP/1.1 408");
    }

    @Test
    void aConnectionWithoutARequestIsKept() throws Exception {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            TimeUnit.MILLISECONDS.sleep(1500);
            send(socket, PING);
            TimeUnit.MILLISECONDS.sleep(1500);
            send(socket, PING.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            assertThat(received(socket).split("HTTP/1.1 200", -1)).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 10000, ''",
        "Transfer-Encoding: chunked, '1000\r\n'",
        "Transfer-Encoding: chunked, '2;x='",
        "Transfer-Encoding: chunked, '2\r\n{}\r\n0\r\nx: '",
    })
    void aBodyWithoutProgressIsAnswered408(String length, String beginning) throws IOException {
        try (CapturedLog log = new CapturedLog()) {
            assertThat(trickle("POST /inferences HTTP/1.1\r\n" + KEY + length + "\r\n\r\n" + beginning))
                    .startsWith("HTTP/1.1 408")
                    .contains("{\"statusCode\":408,\"message\":\"less than 100 bytes of the request body arrived"
                            + " within 1 s\"}")
                    .containsPattern(
                            Pattern.compile("^connection: close", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE));
            assertThat(log.events()).isEmpty();
        }
    }

    @Test
    void anUploadWithoutProgressIsAnswered408AndNotKept() throws IOException {
        StorageUri place = new StorageUri("atelier", "stalled");
        try (CapturedLog log = new CapturedLog()) {
            assertThat(trickle(put(place) + "Content-Length: 100000\r\n\r\n")).startsWith("HTTP/1.1 408");
            assertThat(log.events()).isEmpty();
        }
        assertThat(server.atelier.store.find(place)).isEmpty();
    }

    @Test
    void aBodyAfterItsResponseEndsTheConnection() throws IOException {
        String answer = trickle("POST /inferences HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("408");
    }

    @Test
    void aSlowUploadThatMakesProgressIsTaken() throws Exception {
        StorageUri place = new StorageUri("atelier", "slow");
        boolean late = true;
        for (int tries = 0; late && tries < TRIES; tries++) {
            late = isLate(place);
        }
        assertThat(server.atelier.store.find(place)).isPresent();
    }

    /** Uploads slowly, and returns whether the client was late at any time; the upload is taken if it was not. */
    private static boolean isLate(StorageUri place) throws Exception {
        boolean late = false;
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            send(socket, put(place) + "Connection: close\r\nContent-Length: 4000\r\n\r\n");
            for (int i = 0; i < 40 && !late; i++) { // four times as long as a stalled one may take
                long begin = System.nanoTime();
                TimeUnit.MILLISECONDS.sleep(100);
                late = System.nanoTime() - begin > LATE.toNanos();
                send(socket, "x".repeat(100));
            }
            if (!late) {
                assertThat(received(socket)).startsWith("HTTP/1.1 200");
            }
        } catch (SocketException ended) {
            assertThat(late).as("it sent nothing for half a second").isTrue();
        }
        return late;
    }

    @Test
    void theTimeInWhichTheServiceDoesNotReadDoesNotCount() throws InterruptedException {
        ConnectionSettings settings = new ConnectionSettings(Duration.ofMillis(100), Duration.ofMillis(100), 100);
        EmbeddedChannel connection = new EmbeddedChannel(new RequestFraming(settings));
        connection.config().setAutoRead(false);
        connection.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.PUT, "/"));
        TimeUnit.MILLISECONDS.sleep(250);
        connection.runPendingTasks();
        connection.checkException();

        connection.read();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        TimeUnit.MILLISECONDS.sleep(20);
                        connection.runPendingTasks();
                        connection.checkException();
                    }
                })
                .isInstanceOf(UnreadableRequestException.class)
                .hasMessageContaining("less than 100 bytes");
    }

    @Test
    void aResponseOfWhichNothingIsTakenEndsTheConnection() throws Exception {
        int taken = LARGE;
        for (int seconds = 4; taken >= LARGE && seconds <= 16; seconds *= 2) { // longer where the machine is busy
            try (Socket socket = downloading("untaken")) {
                TimeUnit.SECONDS.sleep(seconds);
                taken = take(socket, 0);
            }
        }
        assertThat(taken).isLessThan(LARGE);
    }

    @Test
    void aSlowDownloadThatMakesProgressIsNotCut() throws Exception {
        int taken = 0;
        for (int tries = 0; taken <= LARGE && tries < TRIES; tries++) { // again where the machine stood still
            try (Socket socket = downloading("taken")) {
                taken = take(socket, 100);
            }
        }
        assertThat(taken).isGreaterThan(LARGE);
    }

    /** Asks for more than the sockets' buffers hold, on a connection that then ends. */
    private static Socket downloading(String name) throws IOException {
        StorageUri place = new StorageUri("atelier", name);
        server.atelier.store.put(place, new ByteArrayInputStream(new byte[LARGE]), "application/octet-stream");
        Socket socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.connect(
                new InetSocketAddress(server.uri().getHost(), server.uri().getPort()));
        send(
                socket,
                "GET /" + server.atelier.store.presignDownload(place, Duration.ofHours(1))
                        + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        return socket;
    }

    /** The bytes that arrive until the connection ends, with a pause after each fortieth of them. */
    private static int take(Socket socket, int pauseMillis) throws Exception {
        int taken = 0;
        try {
            for (int bytes = 0; bytes >= 0; bytes = socket.getInputStream().readNBytes(LARGE / 40).length) {
                taken += bytes;
                if (taken > 0 && bytes == 0) {
                    return taken;
                }
                TimeUnit.MILLISECONDS.sleep(pauseMillis);
            }
        } catch (SocketException closed) {
            return taken; // a reset, since bytes were on their way
        }
        return taken;
    }

    private static String put(StorageUri place) {
        return "PUT /" + server.atelier.store.presignUpload(place, Duration.ofHours(1), 1_000_000)
                + " HTTP/1.1\r\nHost: x\r\n";
    }

    /** Sends this, then a byte at a time until the server ends the connection; returns its responses. */
    private static String trickle(String beginning) throws IOException {
        try (Socket socket = new Socket(server.uri().getHost(), server.uri().getPort())) {
            socket.setSoTimeout((int) SHORT.toMillis());
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            long begin = System.nanoTime();
            try {
                send(socket, beginning);
                while (System.nanoTime() - begin < PATIENCE.toNanos()) {
                    send(socket, "x");
                    if (ended(socket, received)) {
                        return received.toString(StandardCharsets.UTF_8);
                    }
                }
            } catch (SocketException closed) {
                Http.receive(socket, received);
                return received.toString(StandardCharsets.UTF_8);
            }
            throw new AssertionError("the connection was kept; received: " + received);
        }
    }

    private static boolean ended(Socket socket, OutputStream received) throws IOException {
        try {
            socket.getInputStream().transferTo(received);
            return true;
        } catch (SocketTimeoutException nothingMoreNow) {
            return false;
        }
    }

    private static String received(Socket socket) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        Http.receive(socket, received);
        return received.toString(StandardCharsets.UTF_8);
    }

    private static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
