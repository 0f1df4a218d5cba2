package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.bootstrap.context.AtelierContext;
import dev.atelier.rest.access.ConsoleSettings;
import dev.atelier.rest.access.SdapiSettings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route of the service as it is wired, those of the framework included: which of them are open without an API key. */
@Tag("slow")
class RoutesTest {

    private static final String KEY = "key-of-the-routes-test";

    /** All that is open; everything else requires an API key. */
    private static final List<String> OPEN = List.of(
            "GET /",
            "GET /api",
            "GET /console/assets/{name}",
            "GET /console/sign-in",
            "GET /docs",
            "GET /docs/{name:swagger-ui\\.css|swagger-ui-bundle\\.js|favicon-32x32\\.png}",
            "GET /files/{+path}",
            "GET /health",
            "GET /health/{selector}",
            "HEAD /",
            "HEAD /api",
            "HEAD /console/assets/{name}",
            "HEAD /console/sign-in",
            "HEAD /docs",
            "HEAD /docs/{name:swagger-ui\\.css|swagger-ui-bundle\\.js|favicon-32x32\\.png}",
            "HEAD /files/{+path}",
            "HEAD /health",
            "HEAD /health/{selector}",
            "POST /console/sign-in",
            "PUT /files/{+path}");

    @TempDir
    static Path folder;

    private static ApplicationContext service;
    private static URI root;

    private final HttpClient client = HttpClient.newHttpClient();

    /** A route by method and template. */
    private record Route(String method, String template) implements Comparable<Route> {

        String path() {
            return template.replaceAll("\\{[^}]*}", "x");
        }

        @Override
        public int compareTo(Route other) {
            return toString().compareTo(other.toString());
        }

        @Override
        public String toString() {
            return method + " " + template;
        }
    }

    @BeforeAll
    static void start() {
        service = AtelierContext.start(Map.of(
                "atelier.data-dir",
                folder.toString(),
                "atelier.host",
                "127.0.0.1",
                "atelier.port",
                -1,
                "atelier.events.stream-lifetime",
                "0s",
                "atelier.workers.enabled",
                false,
                "atelier.api-key",
                KEY));
        root = URI.create("http://127.0.0.1:"
                + service.getBean(EmbeddedServer.class).start().getPort());
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    @Test
    void noRouteIsOpenByAccident() throws Exception {
        SortedSet<Route> routes = routes();
        SortedSet<String> open = new TreeSet<>();
        for (Route route : routes) {
            boolean isOpen = !isForbidden(route.method(), route.path());
            System.out.println((isOpen ? "anyone   " : "API key  ") + route);
            if (isOpen) {
                open.add(route.toString());
            }
        }
        assertThat(routes).hasSizeGreaterThan(50);
        assertThat(open).containsExactlyElementsOf(OPEN);
    }

    @Test
    void whereAKeyIsRequiredSoItIsForEverythingBelowAndBeside() throws Exception {
        for (Route route : routes()) {
            if (!OPEN.contains(route.toString())) {
                for (String method : List.of("GET", "POST", "PATCH")) {
                    assertThat(isForbidden(method, route.path()))
                            .as("%s %s", method, route.path())
                            .isTrue();
                }
                assertThat(isForbidden(route.method(), route.path() + "/x"))
                        .as("below %s", route)
                        .isTrue();
                assertThat(isForbidden(route.method(), route.path() + "x"))
                        .as("beside %s", route)
                        .isTrue();
            }
        }
    }

    @Test
    void theKeyOpensEveryRouteButPagesOfTheConsole() throws Exception {
        for (Route route : routes()) {
            assertThat(isForbidden(route.method(), route.path(), KEY))
                    .as("%s with the key", route)
                    .isEqualTo(isConsole(route.path()) && !OPEN.contains(route.toString()));
        }
    }

    @Test
    void onlyHealthChecksThatExistAreFound() throws Exception {
        for (String check : List.of("", "/liveness", "/readiness")) {
            assertThat(call("GET", "/health" + check, null).statusCode()).isEqualTo(200);
        }
        for (String other : List.of("/foo", "/readiness2")) {
            HttpResponse<String> response = call("GET", "/health" + other, null);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body()).contains("there is no operation GET");
        }
    }

    private static SortedSet<Route> routes() {
        return service.getBean(Router.class)
                .uriRoutes()
                .map((UriRouteInfo<?, ?> route) -> new Route(
                        route.getHttpMethodName(), route.getUriMatchTemplate().toPathString()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether both a call without a key and one with a wrong key are rejected, as documented. */
    private boolean isForbidden(String method, String path) throws Exception {
        boolean without = isForbidden(method, path, null);
        assertThat(isForbidden(method, path, KEY + "x"))
                .as("%s %s with a wrong key", method, path)
                .isEqualTo(without);
        return without;
    }

    /** Responses to HEAD have no body to recognise the rejection by, so GET is called as well. */
    private boolean isForbidden(String method, String path, String key) throws Exception {
        HttpResponse<String> response = call(method, path, key);
        if (isConsole(path)) {
            return leadsToSignIn(response);
        }
        boolean hasDoor = path.startsWith("/v1/") || isMetrics(path) || isWebUi(path);
        return response.statusCode() == (hasDoor ? 401 : 403)
                && (method.equals("HEAD") ? isForbidden("GET", path, key) : isRejection(path, response.body()));
    }

    private static boolean isConsole(String path) {
        return path.equals(ConsoleSettings.PATH) || path.startsWith(ConsoleSettings.PATH + "/");
    }

    private static boolean leadsToSignIn(HttpResponse<String> response) {
        return response.statusCode() == 303
                && response.headers()
                        .firstValue("Location")
                        .filter(page -> page.startsWith(ConsoleSettings.SIGN_IN + "?"))
                        .isPresent();
    }

    private static boolean isWebUi(String path) {
        return SdapiSettings.ROOTS.stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }

    /** Prometheus sends the key as a token, so that a 401 says what is expected. */
    private static boolean isMetrics(String path) {
        return path.equals("/metrics");
    }

    private static boolean isRejection(String path, String body) {
        if (isWebUi(path)) {
            return body.contains("\"detail\":\"Incorrect username or password\"");
        }
        if (isMetrics(path)) {
            return body.contains("\"statusCode\":401") && body.contains("the API key is missing or wrong");
        }
        return path.startsWith("/v1/")
                ? body.endsWith("\"code\":\"invalid_api_key\"}}")
                : body.equals("{\"message\":\"Forbidden\"}");
    }

    private HttpResponse<String> call(String method, String path, String key) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(root.resolve(path)).method(method, BodyPublishers.noBody());
        if (isConsole(path)) {
            request.header("Origin", root.toString()); // else forms are refused in any case
        }
        if (key != null) {
            request.header("x-api-key", key);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
