package dev.atelier.rest.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.rest.testing.CapturedLog;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class RequestIdTest {

    private static final String MADE = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    private static RestServer server;

    @BeforeAll
    static void start() {
        server = RestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Logs, and fails, where operations do. */
    @Hidden
    @Controller("/test-request-id")
    static class LoggingController {

        @Get("/{what}")
        @ExecuteOn(TaskExecutors.BLOCKING)
        String log(String what) {
            LoggerFactory.getLogger(InferenceJob.class).warn("in the operation");
            if (what.equals("fail")) {
                throw new IllegalStateException("boom");
            }
            return what;
        }
    }

    private static Http with(String id) {
        return server.http().with("X-Request-Id", id);
    }

    @Test
    void theClientsOwnIdIsInTheResponseAndInTheLog() {
        try (CapturedLog log = new CapturedLog()) {
            assertThat(with("Client_1.a-b").get("/test-request-id/x").header("X-Request-Id"))
                    .isEqualTo("Client_1.a-b");

            assertThat(log.only().getMDCPropertyMap()).containsEntry("request", "Client_1.a-b");
        }
    }

    @Test
    void anUnexpectedErrorIsLoggedUnderBothIds() {
        try (CapturedLog log = new CapturedLog()) {
            HttpResult reply = with("broken-1").get("/test-request-id/fail");

            assertThat(reply.status()).isEqualTo(500);
            assertThat(reply.header("X-Request-Id")).isEqualTo("broken-1");
            List<ILoggingEvent> events = log.events();
            assertThat(events)
                    .hasSize(2)
                    .allSatisfy(event -> assertThat(event.getMDCPropertyMap()).containsEntry("request", "broken-1"));
            assertThat(events.get(1).getFormattedMessage()).startsWith("Error ");
        }
    }

    @Test
    void theNextRequestHasAnotherId() {
        try (CapturedLog log = new CapturedLog()) {
            with("first").get("/test-request-id/x");
            String made = server.http().get("/test-request-id/x").header("X-Request-Id");

            assertThat(made).matches(MADE);
            assertThat(log.events())
                    .extracting(event -> event.getMDCPropertyMap().get("request"))
                    .containsExactly("first", made);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "a/b",
                "${jndi:x}",
                "\u00e4",
                "0123456789012345678901234567890123456789012345678901234567890123+"
            })
    void anIdThatCouldBeReadAsSomethingElseIsReplaced(String id) {
        assertThat(with(id).get("/ping").header("X-Request-Id")).matches(MADE);
    }

    @Test
    void theLongestIdIsKept() {
        String id = "a".repeat(64);
        assertThat(with(id).get("/ping").header("X-Request-Id")).isEqualTo(id);
        assertThat(with(id + "a").get("/ping").header("X-Request-Id")).matches(MADE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/no/such", "/api", "/docs", "/v1/models", "/sdapi/v1/options", "/files/x"})
    void everyAnswerHasOneErrorsIncluded(String path) {
        Http stranger = with("mine").without("x-api-key").without("username");
        assertThat(stranger.get(path).header("X-Request-Id")).isEqualTo("mine");
        assertThat(stranger.send("OPTIONS", path).header("X-Request-Id")).isEqualTo("mine");
    }
}
