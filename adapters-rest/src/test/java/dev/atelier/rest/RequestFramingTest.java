package dev.atelier.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.RestServer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * This server and a proxy in front of it must agree where a request ends. Each test sends a harmless GET /ping after,
 * or inside, what could be read as the first request's body.
 */
class RequestFramingTest {

    private static final Pattern RESPONSE = Pattern.compile("HTTP/1\\.[01] (\\d{3}) ");

    private static final String KEY = "Host: x\r\nx-api-key: " + RestServer.KEY + "\r\n";

    private static final String NEXT = "GET /ping HTTP/1.1\r\n" + KEY + "\r\n";

    private static RestServer server;

    @BeforeAll
    static void start() {
        server = RestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                "Content-Length: 5, 5\r\n",
                "Content-Length: 5, 6\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: -5\r\n",
                "Content-Length: 0x5\r\n",
                "Content-Length: 5 5\r\n",
                "Content-Length: five\r\n",
                "Content-Length:\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length: 5\r\n 5\r\n",
                "Content-Length : 5\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: gzip\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: \"chunked\"\r\n",
                "Transfer-Encoding: chunked;x=y\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: identity, chunked\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: ,chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Transfer-Encoding:\r\n",
                "Transfer-Encoding: chunked\n",
                "Content-Length: 5\n",
                "x: y\rContent-Length: 5\r\n",
                "Host: y\r\n",
            })
    void aLengthThatCanBeReadInTwoWaysIsRejectedOnceAndTheConnectionClosed(String headers) throws IOException {
        String answers = send("POST /inferences HTTP/1.1\r\n" + KEY + headers + "\r\n0\r\n\r\n" + NEXT + NEXT);
        assertRejectedOnce(answers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: chunked\r\n", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"})
    void aVersionWithoutChunksMayNotUseThem(String headers) throws IOException {
        assertRejectedOnce(send(
                "POST /inferences HTTP/1.0\r\nConnection: keep-alive\r\n" + KEY + headers + "\r\n0\r\n\r\n" + NEXT));
    }

    @Test
    void nothingIsDoneAfterARequestOfTheOlderVersion() throws IOException {
        String role = "{\"role_name\": \"second\", \"permissions\": []}";
        String second = "POST /roles HTTP/1.1\r\n" + KEY + "username: admin\r\nContent-Length: " + role.length()
                + "\r\n\r\n" + role;
        String answers = send("POST /inferences HTTP/1.0\r\nConnection: keep-alive\r\n" + KEY
                + "Content-Length: 2\r\nContent-Length: 60\r\n\r\n{}" + second);
        assertThat(statuses(answers)).as(answers).containsExactly("400");
        assertThat(server.http().get("/roles").text()).contains("IT Operator").doesNotContain("second");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\n{}\r\n0\r\n\r\n",
                "0x2\r\n{}\r\n0\r\n\r\n",
                "+2\r\n{}\r\n0\r\n\r\n",
                "-2\r\n{}\r\n0\r\n\r\n",
                "2 2\r\n{}\r\n0\r\n\r\n",
                " 2\r\n{}\r\n0\r\n\r\n",
                "2\n{}\r\n0\r\n\r\n",
                "2\r\n{}0\r\n\r\n",
                "2\r\n{}\n0\r\n\r\n",
                "2\r\n{}xx\r\n0\r\n\r\n",
                "2;a\nb\r\n{}\r\n0\r\n\r\n",
                "100000002\r\n{}\r\n0\r\n\r\n",
                "\r\n{}\r\n0\r\n\r\n",
                "2\r\n{}\r\n0\r\na b: c\r\n\r\n",
                "2\r\n{}\r\n0\r\nc: d\n\r\n",
            })
    void chunksThatCanBeReadInTwoWaysEndTheConnectionAfterOneRejection(String body) throws IOException {
        String answers = send(chunked("/inferences") + body + NEXT + NEXT);
        assertRejectedOnce(answers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/2.0", "HTTP/3.0", "HTTP/0.9"})
    void anotherMajorVersionIsNotSupported(String version) throws IOException {
        String answers = send("GET /ping " + version + "\r\n" + KEY + "\r\n" + NEXT);
        assertThat(statuses(answers)).as(answers).containsExactly("505");
        assertThat(answers)
                .contains(
                        "{\"statusCode\":505,\"message\":\"the request line says \\\"" + version
                                + "\\\"; HTTP/1.1 and HTTP/1.0 are supported\"}",
                        "x-api-version: 1.5.0");
    }

    @Test
    void thePrefaceOfHttp2IsRejectedToo() throws IOException {
        assertThat(statuses(send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))).containsExactly("505");
    }

    @Test
    void anotherProtocolIsRejected() throws IOException {
        assertRejectedOnce(send("GET /ping FTP/1.1\r\n" + KEY + "\r\n" + NEXT));
    }

    @Test
    void aBrokenBodyOfARequestThatWasRejectedAlreadyEndsTheConnectionToo() throws IOException {
        String answers = send("POST /inferences HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n" + NEXT);
        assertThat(statuses(answers)).hasSizeLessThanOrEqualTo(1).doesNotContain("200");
    }

    @Test
    void plainRequestsShareAConnectionAsBefore() throws IOException {
        String answers = send(chunked("/inferences") + "1;a=\"b\"\r\n{\r\n1\r\n}\r\n0\r\nTrailer: x\r\n\r\n"
                + "POST /inferences HTTP/1.1\r\n" + KEY + "Content-Length: 2\r\n\r\n{}"
                + "POST /inferences HTTP/1.1\r\n" + KEY + "transfer-encoding: Chunked \r\n\r\n0\r\n\r\n"
                + NEXT
                + "GET /ping HTTP/1.1\r\nConnection: close\r\n" + KEY + "\r\n");
        assertThat(statuses(answers)).as(answers).containsExactly("400", "400", "400", "200", "200");
        assertThat(answers).contains("missing required properties");
    }

    private static String chunked(String path) {
        return "POST " + path + " HTTP/1.1\r\n" + KEY + "username: admin\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    /** The responses until the server closes the connection; fails after a while if it does not. */
    private static String send(String requests) throws IOException {
        return Http.raw(server.uri(), requests);
    }

    private static List<String> statuses(String answers) {
        return RESPONSE.matcher(answers).results().map(match -> match.group(1)).toList();
    }

    private static void assertRejectedOnce(String answers) {
        assertThat(statuses(answers)).as(answers).containsExactly("400");
        assertThat(answers).contains("{\"statusCode\":400,\"message\":\"", "x-api-version: 1.5.0");
        assertThat(answers.startsWith("HTTP/1.0")
                        || answers.toLowerCase(Locale.ROOT).contains("connection: close"))
                .as(answers)
                .isTrue();
    }
}
