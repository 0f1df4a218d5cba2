package dev.atelier.rest.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UnauthenticatedException;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.LazyJsonBody;
import dev.atelier.rest.access.CurrentCaller;
import dev.atelier.rest.testing.CapturedLog;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorResponseFactoryTest {

    /** The errors of an operation, by the word in its path. */
    private static final Map<String, RuntimeException> FAILURES = Map.ofEntries(
            Map.entry("invalid", new InvalidRequestException("no")),
            Map.entry("unauthenticated", new UnauthenticatedException("no")),
            Map.entry("denied", new PermissionDeniedException("no")),
            Map.entry("missing", new NotFoundException("no")),
            Map.entry("large", new PayloadTooLargeException("no")),
            Map.entry("overloaded", new CapacityExceededException("no")),
            Map.entry("unsupported", new NotSupportedException("no")),
            Map.entry("full", new InsufficientStorageException("no", new IOException("/secret/disk"))),
            Map.entry("disk", new UncheckedIOException(new IOException("/secret/disk: No space left on device"))),
            Map.entry("wrapped", new IllegalStateException(new InsufficientStorageException("/secret", null))),
            Map.entry(
                    "compute", new ComputeBackendException("http://10.0.0.7 answered 500", new IOException("broken"))),
            Map.entry("unforeseen", new IllegalStateException("jdbc:h2:/secret/place is locked")));

    private static RestServer server;

    @BeforeAll
    static void start() {
        server = RestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Operations of the generation that fail. */
    @Api20230705
    @ApiController
    @Controller("/test/2023")
    static class Failing {

        @Get("/fail/{how}")
        void fail(String how) {
            throw FAILURES.get(how);
        }

        @Get("/validate")
        void validate() {
            throw InvalidQueryParameterException.missing("jobID");
        }

        @Post("/read")
        String read(@CurrentCaller Caller caller, @Nullable @Body LazyJsonBody body) {
            return LazyJsonBody.fields(body).string("name");
        }
    }

    /** An operation whose route a later generation has as well. */
    @ApiController
    @Controller("/test/shared")
    static class Shared {

        @Get
        @Api20230705(unlessUserIsNamed = true)
        void fail(@CurrentCaller Caller caller) {
            throw new InvalidRequestException("no");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "invalid, 400",
        "unauthenticated, 401",
        "denied, 403",
        "missing, 404",
        "large, 413",
        "overloaded, 429",
        "unsupported, 501",
        "full, 507",
        "disk, 507",
        "wrapped, 507",
        "compute, 502",
        "unforeseen, 500"
    })
    void everyKindOfFailureHasTheDocumentedShape(String how, int status) {
        try (CapturedLog log = new CapturedLog()) {
            HttpResult reply = server.http().get("/test/2023/fail/" + how).rejects2023(status);
            assertThat(reply.header("x-api-version")).isEqualTo("1.5.0");
            assertThat(reply.header("Content-Type")).isEqualTo("application/json");
            assertThat(reply.text()).doesNotContain("secret", "10.0.0.7", "Exception", "java");
            assertThat(log.events()).hasSizeLessThan(2);
        }
    }

    @Test
    void whatTheFrameworkAndTheFiltersRejectHasItToo() throws IOException {
        Http http = server.http();
        assertThat(http.send("POST", "/test/2023/read", "{\"a\":")
                        .rejects2023(400)
                        .at("error"))
                .isEqualTo("the request body is not valid JSON (line 1, column 6)");
        http.send("POST", "/test/2023/read", "{}").rejects2023(400);
        http.as("ghost").send("POST", "/test/2023/read", "{\"name\": \"a\"}").rejects2023(401);
        http.send("POST", "/test/2023/read", new byte[300_000]).rejects2023(413);
        http.get("/prod/test/2023/fail/invalid/").rejects2023(400);

        String chunk = "40000\r\n" + " ".repeat(0x40000) + "\r\n";
        String answer = Http.raw(
                server.uri(),
                "POST /test/2023/read HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nx-api-key: "
                        + RestServer.KEY + "\r\n\r\n" + chunk + chunk + "0\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 413")
                .contains(
                        "{\"statusCode\":413,\"error\":\"the request body is larger than the 262144 bytes that are allowed\"}");
    }

    @Test
    void anInvalidQueryIsReportedInDetail() {
        assertThat(server.http().get("/test/2023/validate").value(422))
                .isEqualTo(Map.of(
                        "detail",
                        List.of(Map.of(
                                "loc",
                                List.of("query", "jobID"),
                                "msg",
                                "field required",
                                "type",
                                "value_error.missing"))));
    }

    @Test
    void theGatewaysOwnWordsAreThoseOfEveryGeneration() {
        HttpResult reply = server.http().with("x-api-key", "wrong").get("/test/2023/fail/invalid");
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.text()).isEqualTo("{\"message\":\"Forbidden\"}");
    }

    @Test
    void whatIsNoOperationOfTheGenerationHasTheEnvelope() {
        server.http().get("/test/2023/nothing").rejects(404);
        server.http().get("/inferences/99").rejects(404);
    }

    @Test
    void aSharedRouteIsTheLaterGenerationsForWhoNamesAUser() {
        Http anonymous = server.keyOnly();
        anonymous.get("/test/shared").rejects2023(400);
        anonymous.as("admin").get("/test/shared").rejects(400);
        anonymous.as("ghost").get("/test/shared").rejects(401);
        anonymous.with("Authorization", "Bearer 61646d696e").get("/test/shared").rejects(400);
    }
}
