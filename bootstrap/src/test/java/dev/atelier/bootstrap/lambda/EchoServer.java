package dev.atelier.bootstrap.lambda;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A server on 127.0.0.1 that records requests, and responds with repeated headers. */
final class EchoServer implements AutoCloseable {

    private final HttpServer server;
    private volatile Request last;
    private volatile byte[] answer = "ünder\n".getBytes(StandardCharsets.UTF_8);
    private volatile boolean silent;

    /** What arrived. */
    record Request(String method, String target, Map<String, List<String>> headers, byte[] body) {

        List<String> header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .flatMap(header -> header.getValue().stream())
                    .toList();
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private EchoServer(HttpServer server) {
        this.server = server;
        server.createContext("/", this::answer);
        server.start();
    }

    static EchoServer start() throws IOException {
        return new EchoServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void answers(byte[] body) {
        answer = body;
    }

    void answersNever() {
        silent = true;
    }

    Request last() {
        return last;
    }

    private void answer(HttpExchange exchange) throws IOException {
        last = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                Map.copyOf(exchange.getRequestHeaders()),
                exchange.getRequestBody().readAllBytes());
        if (silent) {
            return;
        }
        exchange.getResponseHeaders().put("X-Twice", List.of("one", "two"));
        exchange.getResponseHeaders().put("Set-Cookie", List.of("a=1", "b=2"));
        exchange.sendResponseHeaders(203, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
