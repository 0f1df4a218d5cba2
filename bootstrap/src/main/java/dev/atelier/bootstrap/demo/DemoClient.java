package dev.atelier.bootstrap.demo;

import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A client of the 1.5.0 API. */
final class DemoClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI service;
    private final String key;
    private final JsonMapper json;

    DemoClient(URI service, String key, JsonMapper json) {
        this.service = service;
        this.key = key;
        this.json = json;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return call("GET", path, BodyPublishers.noBody());
    }

    JsonNode post(String path, Map<String, ?> body) throws IOException, InterruptedException {
        return call("POST", path, BodyPublishers.ofByteArray(json.writeValueAsBytes(body)));
    }

    JsonNode put(String path) throws IOException, InterruptedException {
        return call("PUT", path, BodyPublishers.noBody());
    }

    /** Uploads to a presigned URL, which needs no key. */
    Void upload(String url, Map<String, ?> payload) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .PUT(BodyPublishers.ofByteArray(json.writeValueAsBytes(payload)))
                .timeout(TIMEOUT)
                .build();
        requireSuccess(request, http.send(request, BodyHandlers.ofString()));
        return null;
    }

    /** Downloads from a presigned URL, which needs no key. */
    Path download(String url, Path file) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        requireSuccess(request, response);
        return Files.write(file, response.body());
    }

    private JsonNode call(String method, String path, BodyPublisher body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.resolve(path))
                .method(method, body)
                .header("x-api-key", key)
                .header("username", "api")
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .build();
        HttpResponse<byte[]> response = http.send(request, BodyHandlers.ofByteArray());
        requireSuccess(request, response);
        return json.readValue(response.body(), JsonNode.class);
    }

    private static void requireSuccess(HttpRequest request, HttpResponse<?> response) throws IOException {
        if (response.statusCode() / 100 != 2) {
            String body = response.body() instanceof byte[] bytes
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : String.valueOf(response.body());
            throw new IOException(request.method() + " " + request.uri().getPath() + " returned "
                    + response.statusCode() + ": " + body);
        }
    }
}
