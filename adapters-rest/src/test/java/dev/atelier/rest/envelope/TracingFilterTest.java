package dev.atelier.rest.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.atelier.application.testing.RecordingTracer;
import dev.atelier.application.testing.RecordingTracer.Request;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.TraceContext;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.RestServer;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TracingFilterTest {

    private static final String ENABLED = "atelier.tracing.endpoint";
    private static final TraceContext CLIENT =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

    private static RestServer server;

    @Factory
    @Requires(property = ENABLED, pattern = ".+")
    static class TracerFactory {

        @Singleton
        @Primary
        RecordingTracer tracer() {
            return new RecordingTracer();
        }
    }

    /** Answers the span that it works for, where operations do. */
    @Hidden
    @Controller("/test-tracing")
    static class SpanController {

        private final Tracer tracer;

        SpanController(Tracer tracer) {
            this.tracer = tracer;
        }

        @Get("/{what}")
        @ExecuteOn(TaskExecutors.BLOCKING)
        String span(String what) {
            if (what.equals("fail")) {
                throw new IllegalStateException("boom");
            }
            return tracer.current().map(TraceContext::toString).orElse("none");
        }
    }

    @BeforeAll
    static void start() {
        server = RestServer.start(Map.of(ENABLED, "http://127.0.0.1:4318"));
        server.http().description(); // else the first call of a test asks for it
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** The span of the only request that this call makes. */
    private static Request span(Http http, String path) {
        RecordingTracer tracer = server.bean(RecordingTracer.class);
        int before = tracer.requests().size();
        http.get(path);
        await().until(() -> tracer.requests().size() > before);
        List<Request> spans = tracer.requests();
        assertThat(spans).hasSize(before + 1);
        return spans.get(before);
    }

    @Test
    void aRequestIsPartOfTheTraceThatTheClientNames() {
        String worked = server.http()
                .with("traceparent", CLIENT.toString())
                .get("/test-tracing/x")
                .text();
        List<Request> spans = server.bean(RecordingTracer.class).requests();

        assertThat(spans)
                .filteredOn(span -> span.client().equals(Optional.of(CLIENT)))
                .singleElement()
                .satisfies(span -> {
                    assertThat(span.method()).isEqualTo("GET");
                    assertThat(span.route()).contains("/test-tracing/{what}");
                    assertThat(span.status()).isEqualTo(200);
                    assertThat(span.span()).hasToString(worked);
                });
    }

    @Test
    void aRequestOfAClientThatNamesNoneBeginsOne() {
        assertThat(span(server.http(), "/test-tracing/x").client()).isEmpty();
        assertThat(span(server.http().with("traceparent", "00-nonsense"), "/test-tracing/x")
                        .client())
                .isEmpty();
    }

    @Test
    void errorsHaveASpanWithTheirStatusAndNoPathOfTheClientsOwn() {
        assertThat(span(server.http(), "/test-tracing/fail"))
                .extracting(Request::status, Request::route)
                .containsExactly(500, Optional.of("/test-tracing/{what}"));
        assertThat(span(server.http(), "/no/such/path"))
                .extracting(Request::status, Request::route)
                .containsExactly(404, Optional.empty());
        assertThat(span(server.http().without("x-api-key"), "/inferences").status())
                .isEqualTo(403);
    }

    @Test
    void whatIsPolledIsTracedOnlyInATraceOfTheClient() {
        RecordingTracer tracer = server.bean(RecordingTracer.class);
        int before = tracer.requests().size();

        server.http().get("/ping");
        assertThat(span(server.http().with("traceparent", CLIENT.toString()), "/ping")
                        .client())
                .contains(CLIENT);

        assertThat(tracer.requests()).hasSize(before + 1);
    }

    @Test
    void nothingIsTracedWithoutAReceiver() {
        try (RestServer untraced = RestServer.start(Map.of(ENABLED, ""))) {
            assertThat(untraced.http()
                            .with("traceparent", CLIENT.toString())
                            .get("/test-tracing/x")
                            .text())
                    .isEqualTo("none");
        }
    }
}
