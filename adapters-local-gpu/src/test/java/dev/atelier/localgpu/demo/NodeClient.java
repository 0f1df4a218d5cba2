package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;

/** A client of SD WebUI's API. */
final class NodeClient {

    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI node;
    private final Optional<String> login;

    NodeClient(DemoWebUiServer node) {
        this(node, Optional.of(node.url().base().getUserInfo()));
    }

    /** @param login {@code user:password}; empty for no authentication */
    NodeClient(DemoWebUiServer node, Optional<String> login) {
        URI url = node.url().base();
        this.node = URI.create("http://" + url.getHost() + ":" + url.getPort());
        this.login = login;
    }

    /** A small, quick request, which tests adapt. */
    static ObjectNode request(String prompt, long seed) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt", prompt)
                .put("seed", seed)
                .put("steps", 6)
                .put("width", 128)
                .put("height", 128);
    }

    JsonNode get(String path) {
        return json(getResponse(path));
    }

    HttpResponse<String> getResponse(String path) {
        return send(HttpRequest.newBuilder(node.resolve(path))).join();
    }

    HttpResponse<String> post(String path, String body) {
        return postLater(path, body).join();
    }

    HttpResponse<String> post(String path, JsonNode body) {
        return post(path, body.toString());
    }

    CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
        return send(HttpRequest.newBuilder(node.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    JsonNode txt2img(ObjectNode request) {
        return ok(post("/sdapi/v1/txt2img", request));
    }

    JsonNode img2img(ObjectNode request) {
        return ok(post("/sdapi/v1/img2img", request));
    }

    /** The first image's pixels, without its infotext. */
    BufferedImage generate(ObjectNode request) {
        return image(txt2img(request), 0);
    }

    static JsonNode ok(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return json(response);
    }

    static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode info(JsonNode reply) {
        try {
            return JSON.readTree(reply.path("info").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] bytes(JsonNode reply, int index) {
        return Base64.getDecoder().decode(reply.path("images").path(index).asText());
    }

    static BufferedImage image(JsonNode reply, int index) {
        return image(bytes(reply, index));
    }

    static BufferedImage image(byte[] png) {
        try {
            return ImageIO.read(new ByteArrayInputStream(png));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        login.map(pair -> "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .ifPresent(value -> request.header("Authorization", value));
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .orTimeout(60, TimeUnit.SECONDS);
    }
}
