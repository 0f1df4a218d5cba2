package dev.atelier.rest.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** A client over real sockets. Immutable. */
public final class Http {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Map<URI, DescribedApi> DESCRIPTIONS = new ConcurrentHashMap<>();

    /** By their JSON: they are large, and most of the hundreds of services have the same. */
    private static final Map<String, DescribedApi> DIFFERENT = new ConcurrentHashMap<>();

    private final URI root;
    private final Map<String, String> headers;

    Http(URI root) {
        this(root, Map.of());
    }

    private Http(URI root, Map<String, String> headers) {
        this.root = root;
        this.headers = headers;
    }

    public Http with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Http(root, more);
    }

    public Http without(String header) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(header);
        return new Http(root, fewer);
    }

    public Http as(String user) {
        return with("username", user);
    }

    public HttpResult get(String path) {
        return send("GET", path);
    }

    public HttpResult send(String method, String path) {
        return sendAsync(method, path, null).join();
    }

    /** Sends the text as JSON. */
    public HttpResult send(String method, String path, String json) {
        return send(method, path, json.getBytes(StandardCharsets.UTF_8));
    }

    public HttpResult send(String method, String path, byte[] body) {
        return sendAsync(method, path, body).join();
    }

    /** Sends the bytes; null sends no body. */
    public CompletableFuture<HttpResult> sendAsync(String method, String path, byte[] body) {
        URI uri = path.startsWith("http") ? URI.create(path) : URI.create(root + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        headers.forEach(request::header);
        if (body != null && !headers.containsKey("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(answer -> described(method, answer));
    }

    private HttpResult described(String method, HttpResponse<byte[]> answer) {
        DESCRIPTIONS
                .computeIfAbsent(root, Http::description)
                .check(
                        method,
                        answer.uri().getPath(),
                        answer.statusCode(),
                        answer.headers().firstValue("Content-Type").orElse(""),
                        answer.body());
        return new HttpResult(answer);
    }

    /** The service's own description, to which all of its responses should conform. */
    public DescribedApi description() {
        return DESCRIPTIONS.computeIfAbsent(root, Http::description);
    }

    /** A new service at this address may have another description. */
    static void forget(URI root) {
        DESCRIPTIONS.remove(root);
    }

    private static DescribedApi description(URI root) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(root + "/api")).build();
        byte[] json = CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .join()
                .body();
        return DIFFERENT.computeIfAbsent(
                new String(json, StandardCharsets.UTF_8), text -> new DescribedApi(TestJson.object(text)));
    }

    /**
     * Writes these bytes to a raw connection and returns everything received until the server closes it. A server that
     * has responded may close before it has read everything, which ends the writing, or resets the connection behind
     * its response.
     */
    public static String raw(URI root, String request) throws IOException {
        try (var socket = new Socket(root.getHost(), root.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            ByteArrayOutputStream received = new ByteArrayOutputStream();
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            } catch (SocketException closed) {
                // what the server sent before is still to be read
            }
            receive(socket, received);
            return received.toString(StandardCharsets.UTF_8);
        }
    }

    /** Fails if the server neither sends nor closes for a while. */
    public static void receive(Socket socket, OutputStream received) throws IOException {
        try {
            socket.getInputStream().transferTo(received);
        } catch (SocketException reset) {
            // the end, as well
        }
    }
}
