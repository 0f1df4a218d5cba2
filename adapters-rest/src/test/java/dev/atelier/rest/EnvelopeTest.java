package dev.atelier.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.QuotaExceededException;
import dev.atelier.rest.testing.CapturedLog;
import dev.atelier.rest.testing.Documents;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    private static final String RAW_HEADERS = "Host: x\r\nConnection: close\r\nx-api-key: " + RestServer.KEY + "\r\n";

    private static RestServer server;

    @BeforeAll
    static void start() {
        server = RestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void computeIsWillingAgain() {
        server.atelier.backend.reject(null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void pingAnswersPong(String generation) {
        HttpResult pong = server.keyOnly().get("/ping").is(200);
        Documents.operation(generation, "Ping").describe(pong);
        assertThat(pong.text()).isEqualTo("{\"statusCode\":200,\"message\":\"pong\"}");
    }

    @Test
    void theConnectionCanBeTestedInTheWordsOf2023() {
        HttpResult reply = server.keyOnly().get("/inference/test-connection");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("{\"message\":\"Success\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /ping, 200",
        "GET, /nothing/here, 404",
        "GET, /inferences/99, 404",
        "PATCH, /endpoints, 405",
        "POST, /endpoints, 400",
        "DELETE, /endpoints, 400"
    })
    void everyAnswerCarriesTheDocumentedHeaders(String method, String path, int status) {
        HttpResult reply = server.http().send(method, path).is(status);
        assertHeaders(reply);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ping", "/nothing", "/api", "/files/unsigned"})
    void nothingIsStoredByCachesOrTakenForAnotherTypeWithoutAKeyEither(String path) {
        assertHeaders(server.http().without("x-api-key").get(path));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ping", "/nothing/here", "/inferences/99/start", "/prod/endpoints", "/files/a/b", "/"})
    void browsersMayAskBeforehandOnEveryPathWithoutAKey(String path) {
        HttpResult reply = server.http()
                .without("x-api-key")
                .with("Origin", "https://example.org")
                .with("Access-Control-Request-Method", "PUT")
                .send("OPTIONS", path)
                .isEmpty(204);
        assertHeaders(reply);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /ping",
        "GET, /nothing",
        "GET, /endpoints",
        "POST, /endpoints",
        "GET, /checkpoints",
        "POST, /checkpoints",
        "PUT, /checkpoints/99",
        "DELETE, /checkpoints",
        "GET, /inferences",
        "GET, /inferences/99",
        "POST, /inferences",
        "PUT, /inferences/99/start",
        "GET, /files/unsigned"
    })
    void theStageAndSuperfluousSlashesChangeNothing(String method, String path) {
        HttpResult plain = server.http().send(method, path);
        for (String spelling : List.of("/prod" + path, "/prod/" + path, path + "/", "/" + path, "/prod" + path + "/")) {
            HttpResult other = server.http().send(method, spelling);
            assertThat(other.status()).as(spelling).isEqualTo(plain.status());
            assertThat(other.text()).as(spelling).isEqualTo(plain.text());
            assertThat(other.header("x-api-version")).isEqualTo("1.5.0");
        }
    }

    @Test
    void unknownRoutesAndWrongMethodsSayWhatThereIs() {
        assertThat(server.http().get("/nothing").rejects(404).message())
                .isEqualTo("there is no operation GET \"/nothing\"");
        HttpResult wrongMethod =
                server.http().send("PATCH", "/inferences", "{}").rejects(405);
        assertThat(wrongMethod.message()).contains("PATCH", "POST");
        assertThat(wrongMethod.header("Allow")).contains("POST");
    }

    @Test
    void pathsMayBeLong() {
        HttpResult reply =
                server.http().get("/inferences/" + "x".repeat(10_000)).rejects(404);
        assertThat(reply.message())
                .hasSizeLessThan(200)
                .startsWith("inference with id")
                .endsWith("not found");
    }

    @Test
    void controlCharactersInAPathAreNotRepeated() {
        HttpResult reply = server.http().get("/inferences/a%0D%0Ab%1B").rejects(404);
        assertThat(reply.message()).isEqualTo("inference with id \"a??b?\" not found");
    }

    @Test
    void aBodyThatIsNotJsonIsRejectedWithThePlace() {
        assertThat(server.http()
                        .send("POST", "/inferences", "{\"a\":")
                        .rejects(400)
                        .message())
                .isEqualTo("the request body is not valid JSON (line 1, column 6)");
        assertThat(server.http().send("POST", "/inferences", "[]").rejects(400).message())
                .isEqualTo("the request body should be an object, not a list");
    }

    @Test
    void aBodyIsTakenForJsonWhateverItsTypeSays() {
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            HttpResult reply = server.http()
                    .with("Content-Type", type)
                    .with("Accept", "text/html")
                    .send("DELETE", "/inferences", "{\"inference_id_list\": [\"99\"]}");
            assertThat(reply.status()).as(type).isEqualTo(204);
        }
        HttpResult json = server.http().with("Accept", "image/png").get("/ping").is(200);
        assertThat(json.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void bodiesBeyondTheBoundAreRejected() {
        byte[] large = new byte[30_000_000];
        assertThat(server.http().send("POST", "/inferences", large).rejects(413).message())
                .isEqualTo("the request body has 30000000 bytes; allowed are at most 262144");
    }

    @Test
    void bodiesOfUnknownLengthHaveTheSameBound() throws IOException {
        String chunk = "40000\r\n" + " ".repeat(0x40000) + "\r\n";
        String answer = Http.raw(
                server.uri(),
                "POST /inferences HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nx-api-key: "
                        + RestServer.KEY + "\r\n\r\n" + chunk + chunk + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("\"statusCode\":413", "x-api-version: 1.5.0");
    }

    @Test
    void anUnexpectedErrorIsNeutralOutsideAndCompleteInTheLog() {
        server.atelier.backend.reject(new IllegalStateException("jdbc:h2:/secret/place is locked"));
        try (CapturedLog log = new CapturedLog()) {
            HttpResult reply = createEndpoint().rejects(500);
            assertNothingLeaks(reply);
            String id = reply.message().substring(reply.message().lastIndexOf(' ') + 1);
            ILoggingEvent event = log.only();
            assertThat(event.getFormattedMessage()).contains(id);
            assertThat(event.getThrowableProxy().getMessage()).isEqualTo("jdbc:h2:/secret/place is locked");
        }
    }

    @Test
    void aFailureOfComputeIsNeutralToo() {
        server.atelier.backend.reject(
                new ComputeBackendException("http://10.0.0.7:7860 answered 500", new IOException("broken")));
        try (CapturedLog log = new CapturedLog()) {
            HttpResult reply = createEndpoint().rejects(502);
            assertNothingLeaks(reply);
            assertThat(log.only().getThrowableProxy().getMessage()).contains("10.0.0.7");
        }
    }

    @Test
    void overloadSaysWhenToComeAgain() {
        server.atelier.backend.reject(new CapacityExceededException("1000 jobs wait already"));
        HttpResult reply = createEndpoint().rejects(429);
        assertThat(reply.message()).isEqualTo("1000 jobs wait already");
        assertThat(Integer.parseInt(reply.header("Retry-After"))).isPositive();
    }

    @Test
    void aReachedQuotaSaysWhenThereIsMore() {
        server.atelier.backend.reject(new QuotaExceededException("0 left", Duration.ofMinutes(90)));
        HttpResult reply = createEndpoint().rejects(429);
        assertThat(reply.message()).isEqualTo("0 left");
        assertThat(reply.header("Retry-After")).isEqualTo("5400");
    }

    @Test
    void aFullDiskIsReportedAsSuch() {
        server.atelier.backend.reject(
                new InsufficientStorageException("the store is full", new IOException("/data: no space")));
        try (CapturedLog log = new CapturedLog()) {
            HttpResult reply = createEndpoint().rejects(507);
            assertThat(reply.message()).isEqualTo("the store is full");
            assertThat(log.only().getLevel()).isEqualTo(Level.WARN);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/inferences/%zz{a|b}", "/inferences/100%", "/prod//inferences/\"<>"})
    void aTargetThatIsNoUriIsTakenAsItWasMeant(String target) throws IOException {
        String answer = Http.raw(server.uri(), "GET " + target + " HTTP/1.1\r\n" + RAW_HEADERS + "\r\n");
        assertThat(answer).startsWith("HTTP/1.1 404").contains("inference with id", "not found");
    }

    @Test
    void whatCannotBeDecodedIsRejectedInTheEnvelopeToo() throws IOException {
        for (String request : List.of(
                "GET /" + "x".repeat(70_000) + " HTTP/1.1\r\n" + RAW_HEADERS + "\r\n",
                "GET /ping HTTP/1.1\r\n" + RAW_HEADERS + "username: " + "x".repeat(70_000) + "\r\n\r\n",
                "GET /ping HTTP/1.1\r\n" + RAW_HEADERS + "user name: x\r\n\r\n")) {
            String answer = Http.raw(server.uri(), request);
            assertThat(answer)
                    .containsPattern("^HTTP/1.. 4(00|13)")
                    .contains("{\"statusCode\":4", "x-api-version: 1.5.0", "no-store", "nosniff");
            assertThat(answer).doesNotContain("Exception", "netty", "micronaut", "java.");
        }
    }

    private static HttpResult createEndpoint() {
        return server.http()
                .send(
                        "POST",
                        "/endpoints",
                        Documents.operation("1.5.0", "CreateEndpoint").request());
    }

    private static void assertNothingLeaks(HttpResult reply) {
        assertThat(reply.text())
                .doesNotContain("Exception", "java", "dev.atelier", "jdbc", "/secret", "10.0.0.7", "broken");
    }

    private static void assertHeaders(HttpResult reply) {
        assertThat(reply.header("x-api-version")).isEqualTo("1.5.0");
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(reply.header("Access-Control-Allow-Headers")).isEqualTo("*, Authorization");
        assertThat(reply.header("Access-Control-Allow-Methods")).isEqualTo("*");
        assertThat(reply.header("Access-Control-Expose-Headers")).contains("ETag", "x-should-retry");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
    }
}
