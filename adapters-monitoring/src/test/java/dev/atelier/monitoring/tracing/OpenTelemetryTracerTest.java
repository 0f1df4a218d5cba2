package dev.atelier.monitoring.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.atelier.application.testing.ReservedPort;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.TraceContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The whole, with a receiver on a socket. */
@Tag("slow")
class OpenTelemetryTracerTest {

    private static final TraceContext SPAN =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

    private final Logger logger = (Logger) LoggerFactory.getLogger(LoggedExporter.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final ReservedPort away = new ReservedPort();
    private volatile int status = 200;

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(lines);
        away.close();
    }

    private HttpServer receiver(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/v1/traces", this::receive);
        server.start();
        return server;
    }

    private void receive(HttpExchange exchange) throws IOException {
        byte[] body = new GZIPInputStream(exchange.getRequestBody()).readAllBytes();
        keys.add(exchange.getRequestHeaders().getFirst("api-key"));
        if (status == 200) {
            received.add(new String(body, StandardCharsets.ISO_8859_1));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static OpenTelemetryTracer tracer(int port) {
        return new OpenTelemetryTracer(
                new TracingConfiguration(URI.create("http://127.0.0.1:" + port), "api-key=of the receiver", 1, "mine"),
                Clock.systemUTC());
    }

    private static void request(OpenTelemetryTracer tracer, String route) {
        tracer.request("GET", Optional.empty()).end(Optional.of(route), 200, "x");
    }

    /** One of three times at least, as a busy machine may delay the others. */
    private static void assertTakesLessThan(Duration longest, Runnable action) {
        Duration took = longest;
        for (int tries = 0; tries < 3 && took.compareTo(longest) >= 0; tries++) {
            long begin = System.nanoTime();
            action.run();
            took = Duration.ofNanos(System.nanoTime() - begin);
        }
        assertThat(took).isLessThan(longest);
    }

    @Test
    void spansArriveAndThoseThatAreLeftAtTheEndAsWell() throws IOException {
        HttpServer server = receiver(0);
        try {
            OpenTelemetryTracer tracer = tracer(server.getAddress().getPort());
            request(tracer, "/first");
            await().until(() -> received.stream().anyMatch(body -> body.contains("/first")));
            request(tracer, "/last");
            tracer.close();

            assertThat(received).anyMatch(body -> body.contains("/last")).allMatch(body -> body.contains("mine"));
            assertThat(keys).containsOnly("of the receiver");
            assertThat(lines.list).isEmpty();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aReceiverThatIsAwaySlowsNothingAndIsLoggedOnceAndAgainWhenItIsBack() throws IOException {
        int port = away.number();
        OpenTelemetryTracer tracer = tracer(port);
        assertTakesLessThan(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 20_000; i++) {
                request(tracer, "/lost");
            }
        });
        await().atMost(Duration.ofSeconds(60)).until(() -> lines.list.size() == 1);
        assertThat(lines.list.get(0).getFormattedMessage())
                .startsWith("Traces cannot be sent to http://127.0.0.1:" + port + "/v1/traces, and are lost");
        HttpServer server = receiver(port);
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> {
                request(tracer, "/back");
                return received.stream().anyMatch(body -> body.contains("/back"));
            });
            await().until(() -> lines.list.size() == 2);
            assertThat(lines.list.get(1).getFormattedMessage())
                    .matches("Traces are sent to .* again; \\d+ spans were lost");
        } finally {
            tracer.close();
            server.stop(0);
        }
    }

    @Test
    void aStopDoesNotWaitForAReceiverThatIsAway() {
        assertTakesLessThan(Duration.ofSeconds(6), () -> {
            OpenTelemetryTracer tracer = tracer(away.number());
            request(tracer, "/lost");
            tracer.close();
        });
    }

    @Test
    void whatAReceiverRejectsIsLoggedWithItsStatus() throws IOException {
        HttpServer server = receiver(0);
        try {
            status = 401;
            OpenTelemetryTracer tracer = tracer(server.getAddress().getPort());
            request(tracer, "/rejected");

            await().until(() -> !lines.list.isEmpty());
            assertThat(lines.list.get(0).getFormattedMessage()).endsWith(": status 401");
            tracer.close();
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aThreadWorksForASpanUntilItsScopeIsClosed() {
        OpenTelemetryTracer tracer = tracer(away.number());
        try {
            assertThat(tracer.current()).isEmpty();
            Tracer.Scope outer = tracer.activate(Optional.of(SPAN));
            TraceContext below = new TraceContext(SPAN.traceId(), "0000000000000001", true);
            Tracer.Scope inner = tracer.activate(Optional.of(below));
            assertThat(tracer.current()).contains(below);
            assertThat(MDC.get("trace")).isEqualTo(SPAN.traceId());
            Tracer.Scope none = tracer.activate(Optional.empty());
            none.close();
            inner.close();
            assertThat(tracer.current()).contains(SPAN);
            assertThat(MDC.get("trace")).isEqualTo(SPAN.traceId());
            outer.close();
            assertThat(tracer.current()).isEmpty();
            assertThat(MDC.get("trace")).isNull();
        } finally {
            tracer.close();
        }
    }
}
