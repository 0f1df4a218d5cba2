package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Authenticates and routes requests, and maps exceptions to WebUI's error responses. */
final class DemoHttpHandler implements HttpHandler {

    /** Finds the route of a method and path. */
    @FunctionalInterface
    interface Router {

        /** @throws WebUiErrorException if there is no such route */
        DemoRoutes.Route find(String method, String path);
    }

    private record Reply(int status, byte[] body) {

        static Reply of(int status, JsonNode body) {
            return new Reply(status, JsonCodec.text(body).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(DemoHttpHandler.class);
    private static final int MAX_BYTES = 64 << 20;

    private final AccessToken token;
    private final Router routes;

    DemoHttpHandler(AccessToken token, Router routes) {
        this.token = token;
        this.routes = routes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, reply(exchange));
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        try {
            token.require(exchange);
            return Reply.of(200, respond(exchange));
        } catch (WebUiErrorException e) {
            return Reply.of(e.status(), e.body());
        } catch (OutOfMemoryError e) {
            LOG.warn(
                    "The demo node ran out of memory at {}",
                    exchange.getRequestURI().getPath(),
                    e);
            WebUiErrorException error = tooLarge();
            return Reply.of(error.status(), error.body());
        }
    }

    /**
     * A client error, not WebUI's message for an exhausted GPU: with that, the service would retry the job on another node,
     * and none exists beside the demo node.
     */
    private static WebUiErrorException tooLarge() {
        return WebUiErrorException.http(
                413, "it needs more memory than the demo node has; ask for fewer or smaller images");
    }

    private JsonNode respond(HttpExchange exchange) throws IOException {
        DemoRoutes.Route route = routes.find(
                exchange.getRequestMethod(), exchange.getRequestURI().getPath());
        byte[] body = body(exchange);
        try {
            return route.respond(body);
        } catch (WebUiErrorException e) {
            throw e;
        } catch (InterruptedException e) {
            throw WebUiErrorException.internal("RuntimeError", "The node is shutting down");
        } catch (Exception | LinkageError e) {
            LOG.warn(
                    "The demo node failed at {}, answering 500",
                    exchange.getRequestURI().getPath(),
                    e);
            throw WebUiErrorException.internal(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw WebUiErrorException.plain(413, "Request Entity Too Large");
        }
        return body;
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(reply.status(), reply.body().length);
        exchange.getResponseBody().write(reply.body());
    }
}
