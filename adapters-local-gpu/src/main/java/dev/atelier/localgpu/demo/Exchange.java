package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer on the wire, whatever happens in between. */
final class Exchange implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final int MOST_BYTES = 64 << 20;

    private final Routes routes;

    Exchange(Routes routes) {
        this.routes = routes;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                send(exchange, 200, answer(exchange));
            } catch (Refusal refusal) {
                send(exchange, refusal.status(), refusal.body());
            }
        }
    }

    private JsonNode answer(HttpExchange exchange) throws IOException {
        Routes.Route route = routes.find(
                exchange.getRequestMethod(), exchange.getRequestURI().getPath());
        byte[] body = body(exchange);
        try {
            return route.answer(body);
        } catch (Refusal refusal) {
            throw refusal;
        } catch (InterruptedException e) {
            throw Refusal.broken("RuntimeError", "The node is shutting down");
        } catch (Exception | OutOfMemoryError | LinkageError e) {
            LOG.warn(
                    "The demo node failed at {}, answering 500",
                    exchange.getRequestURI().getPath(),
                    e);
            throw Refusal.broken(e.getClass().getSimpleName(), String.valueOf(e.getMessage()));
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            throw Refusal.plain(413, "Request Entity Too Large");
        }
        return body;
    }

    private static void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
        byte[] body = Json.text(answer).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
