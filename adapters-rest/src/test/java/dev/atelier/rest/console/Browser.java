package dev.atelier.rest.console;

import dev.atelier.rest.testing.RestServer;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** What a browser does with the pages of the console, without running their scripts: it keeps cookies and sends forms. */
final class Browser {

    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(cookies)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI root;

    Browser(RestServer server) {
        this.root = server.uri();
    }

    /** Signs in with a user and a secret. */
    Browser signIn(String user, String secret) {
        HttpResponse<String> answer = post("/console/sign-in", Map.of("user", user, "secret", secret));
        if (answer.statusCode() != 303) {
            throw new AssertionError("the sign-in of " + user + " was answered " + answer.statusCode());
        }
        return this;
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    byte[] bytes(String path) {
        try {
            return client.send(request(path).GET().build(), BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends a form from a page of the service itself. */
    HttpResponse<String> post(String path, Map<String, String> form, String... headers) {
        return send(request(path, headers).header("Origin", root.toString()).POST(body(form)));
    }

    /** As a page of another origin would have it sent, or a tool. */
    HttpResponse<String> postFromElsewhere(String path, Map<String, String> form, String... headers) {
        return send(request(path, headers).POST(body(form)));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(root.resolve(path)).header("Content-Type", "application/x-www-form-urlencoded");
        return headers.length > 0 ? request.headers(headers) : request;
    }

    private static HttpRequest.BodyPublisher body(Map<String, String> form) {
        return HttpRequest.BodyPublishers.ofString(form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
