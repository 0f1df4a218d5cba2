package dev.atelier.localgpu.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/** HTTP server that can send broken responses. Does not block a thread while a response is pending. */
final class FaultyHttpServer implements HttpHandler {

    private static final JsonMapper MAPPER = new JsonMapper();

    private final BiFunction<SimulatedRequest, Optional<Fault>, CompletableFuture<Reply>> routes;
    private final Function<SimulatedRequest, Optional<Fault>> faults;
    private final Executor threads;
    private final ScheduledExecutorService timer;

    FaultyHttpServer(
            BiFunction<SimulatedRequest, Optional<Fault>, CompletableFuture<Reply>> routes,
            Function<SimulatedRequest, Optional<Fault>> faults,
            Executor threads,
            ScheduledExecutorService timer) {
        this.routes = routes;
        this.faults = faults;
        this.threads = threads;
        this.timer = timer;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        SimulatedRequest request = new SimulatedRequest(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                body(exchange),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Accept-Encoding"),
                exchange.getRequestHeaders().getFirst("traceparent"));
        Optional<Fault> fault = faults.apply(request);
        CompletableFuture<Reply> reply = early(fault).orElseGet(() -> routes.apply(request, fault));
        reply.thenAcceptAsync(answer -> send(exchange, answer, fault), threads);
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            return MAPPER.readTree(in);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** The response of a fault that precedes the handler; none for one that hangs. */
    private static Optional<CompletableFuture<Reply>> early(Optional<Fault> fault) {
        if (fault.isEmpty()) {
            return Optional.empty();
        }
        return switch (fault.get()) {
            case HANG -> Optional.of(new CompletableFuture<>());
            case ERROR_500 ->
                now(Reply.error(500, "RuntimeError", "", "something broke in /webui/modules/processing.py"));
            case UNKNOWN_UPSCALER ->
                now(Reply.error(500, "AssertionError", "", "could not find upscaler named SwinIR 4x"));
            case WRONG_IMAGE_COUNT ->
                now(Reply.error(500, "RuntimeError", "", "bad number of images passed: 3; expecting 1 or less"));
            case SERVER_ERROR ->
                now(Reply.of(
                        500,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("error", "server_error")
                                .put("message", "type must be number, but is null")));
            case GPU_ERROR -> now(Reply.error(500, "RuntimeError", "", "CUDA error: device-side assert triggered"));
            case OUT_OF_MEMORY ->
                now(Reply.error(500, "OutOfMemoryError", "", "CUDA out of memory. Tried to allocate"));
            case UNAUTHORIZED -> now(Reply.error(401, "HTTPException", "Incorrect username or password", ""));
            case NO_ROUTE -> now(Reply.detail(404, "Not Found"));
            default -> Optional.empty();
        };
    }

    private static Optional<CompletableFuture<Reply>> now(Reply reply) {
        return Optional.of(CompletableFuture.completedFuture(reply));
    }

    private void send(HttpExchange exchange, Reply reply, Optional<Fault> fault) {
        if (fault.equals(Optional.of(Fault.SLOW))) {
            timer.schedule(
                    () -> threads.execute(() -> write(exchange, reply, false)),
                    WebUiSimulator.SLOWNESS.toMillis(),
                    TimeUnit.MILLISECONDS);
        } else if (fault.equals(Optional.of(Fault.GARBLED))) {
            byte[] half = Arrays.copyOf(reply.body(), reply.body().length / 2);
            write(exchange, new Reply(reply.status(), half), false);
        } else {
            write(exchange, reply, fault.equals(Optional.of(Fault.DROP)));
        }
    }

    private static void write(HttpExchange exchange, Reply reply, boolean onlyHalf) {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(reply.status(), reply.body().length);
            exchange.getResponseBody().write(reply.body(), 0, reply.body().length / (onlyHalf ? 2 : 1));
            exchange.getResponseBody().flush();
        } catch (IOException e) {
            return; // the client has closed the connection, as some tests require
        }
    }

    static JsonNode nothing() {
        return JsonNodeFactory.instance.objectNode();
    }
}
