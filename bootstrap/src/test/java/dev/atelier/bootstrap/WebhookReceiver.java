package dev.atelier.bootstrap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A receiver that fails every third time, and checks signatures by itself. */
final class WebhookReceiver implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<Received> accepted = new CopyOnWriteArrayList<>();
    private final List<String> forged = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile String secret;

    /** An accepted message. */
    record Received(String id, String type, String subject) {}

    private WebhookReceiver(HttpServer server) {
        this.server = server;
    }

    static WebhookReceiver start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        WebhookReceiver receiver = new WebhookReceiver(server);
        server.createContext("/", receiver::receive);
        server.start();
        return receiver;
    }

    /** Has the user's events sent here. */
    void register(ApiClient client, String types) {
        String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
        secret = client.call("POST", "/webhooks", "{\"url\": \"" + url + "\", \"types\": " + types + "}")
                .data(201)
                .path("secret")
                .asText();
    }

    /** In the order in which they were accepted first. */
    List<Received> accepted() {
        return accepted.stream().distinct().toList();
    }

    /** The ids of messages whose signature is wrong. */
    List<String> forged() {
        return forged;
    }

    int requests() {
        return requests.get();
    }

    private synchronized void receive(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String id = exchange.getRequestHeaders().getFirst("webhook-id");
        if (!isSigned(exchange, id, body)) {
            forged.add(id);
        }
        boolean fails = requests.incrementAndGet() % 3 == 0;
        if (!fails) {
            JsonNode message = JSON.readTree(body);
            accepted.add(new Received(
                    id,
                    message.path("type").asText(),
                    message.path("data").path("subject").asText()));
        }
        exchange.sendResponseHeaders(fails ? 500 : 204, -1);
        exchange.close();
    }

    private boolean isSigned(HttpExchange exchange, String id, String body) {
        try {
            String time = exchange.getRequestHeaders().getFirst("webhook-timestamp");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            String expected = "v1,"
                    + Base64.getEncoder()
                            .encodeToString(
                                    mac.doFinal((id + "." + time + "." + body).getBytes(StandardCharsets.UTF_8)));
            return MessageDigest.isEqual(
                    expected.getBytes(StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("webhook-signature").getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
