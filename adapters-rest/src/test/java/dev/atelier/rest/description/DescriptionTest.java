package dev.atelier.rest.description;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import io.micronaut.http.HttpMethod;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.swagger.v3.oas.annotations.Hidden;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The OpenAPI description and its page, which need no key. */
class DescriptionTest {

    private static final Pattern FILE = Pattern.compile("(?:href|src)=\"([^\"]+)\"");

    private static RestServer server;
    private static Http visitor;

    @BeforeAll
    static void start() {
        server = RestServer.start();
        visitor = server.http().without("x-api-key").without("username");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/prod/api"})
    void servesTheDescriptionWithoutAuthentication(String path) {
        HttpResult reply = visitor.get(path);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("application/json");
        assertThat(description(reply).get("openapi").toString()).startsWith("3.");
    }

    @Test
    void leadsABrowserFromTheRootToTheConsole() {
        Http browser = visitor.with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        for (String path : List.of("/", "/prod/", "/?x=y")) {
            HttpResult reply = browser.get(path);
            assertThat(reply.status()).as(path).isEqualTo(303);
            assertThat(reply.header("Location")).as(path).endsWith("/console");
        }
        assertThat(browser.send("POST", "/").status()).isEqualTo(405);
        // Clients of SD WebUI look there whether a server is running.
        assertThat(visitor.get("/").status()).isEqualTo(200);
        assertThat(visitor.with("Accept", "application/json").get("/").text()).isEqualTo("{\"api\":\"/sdapi/v1\"}");
    }

    @Test
    void withoutAConsoleItLeadsABrowserToThePage() {
        try (RestServer other = RestServer.start(Map.of("atelier.console.enabled", "false"))) {
            assertThat(other.http().with("Accept", "text/html").get("/").header("Location"))
                    .endsWith("/docs");
        }
    }

    @Test
    void describesEveryOperationThatIsServedAndNoOther() {
        TreeSet<String> served = new TreeSet<>();
        server.bean(Router.class)
                .uriRoutes()
                .filter(DescriptionTest::isOperation)
                .forEach(route -> served.add(route.getHttpMethod() + " " + route.getUriMatchTemplate()));

        TreeSet<String> described = new TreeSet<>();
        paths().forEach((path, methods) ->
                methods.keySet().forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));

        assertThat(served).hasSizeGreaterThan(10);
        assertThat(described).isEqualTo(served);
    }

    @Test
    void namesEveryOperationAsTheDocumentsDoAndSaysWhatItDoesAndTakes() {
        paths().forEach((path, methods) -> methods.forEach((method, operation) -> {
            Map<?, ?> what = (Map<?, ?>) operation;
            assertThat(what.get("operationId").toString()).as(path).matches("[A-Z][A-Za-z]+");
            assertThat(what.get("summary")).as(path).isNotNull();
            assertThat(
                            what.get("requestBody") == null
                                    ? ""
                                    : what.get("requestBody").toString())
                    .as(method + " " + path)
                    .doesNotContain("JsonBody");
            // What micronaut-openapi 6.20 makes of a parameter whose schema has a type and no class.
            assertThat(String.valueOf(what.get("parameters")))
                    .as(method + " " + path)
                    .doesNotContain("type=object");
        }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/", "/prod/docs"})
    void servesThePageWithoutAuthentication(String path) {
        HttpResult reply = visitor.get(path);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("text/html");
        assertThat(reply.text()).contains("SwaggerUIBundle");
    }

    @Test
    void everyFileOfThePageIsThere() {
        List<String> files = FILE.matcher(visitor.get("/docs").text())
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(files).hasSize(3);
        assertThat(files)
                .allSatisfy(file -> assertThat(visitor.get("/docs/" + file).status())
                        .as(file)
                        .isEqualTo(200));
    }

    @Test
    void servesNothingElseFromTheJar() {
        assertThat(visitor.get("/docs/../atelier.json").status()).isNotEqualTo(200);
        assertThat(visitor.get("/docs/%2e%2e/%2e%2e/%2e%2e/%2e%2e/META-INF/MANIFEST.MF")
                        .status())
                .isNotEqualTo(200);
        assertThat(visitor.get("/apix").status()).isEqualTo(403);
        assertThat(visitor.get("/docsx").status()).isEqualTo(403);
    }

    /** What only clients of SD WebUI look at. */
    private static boolean isHidden(Method operation) {
        return operation.isAnnotationPresent(Hidden.class)
                || operation.getDeclaringClass().isAnnotationPresent(Hidden.class);
    }

    private static boolean isOperation(UriRouteInfo<?, ?> route) {
        String path = route.getUriMatchTemplate().toString();
        return route.getHttpMethod() != HttpMethod.HEAD
                && !isHidden(route.getTargetMethod().getTargetMethod())
                && !path.equals("/api")
                && !path.startsWith("/docs")
                && !path.startsWith("/files")
                && !path.startsWith("/test");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> paths() {
        return (Map<String, Map<String, Object>>)
                description(visitor.get("/api")).get("paths");
    }

    private static Map<?, ?> description(HttpResult reply) {
        return (Map<?, ?>) TestJson.read(reply.bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docs", "/docs/", "/prod/docs", "/docs/swagger-ui-bundle.js"})
    void thePageRunsNoForeignScriptAndStandsInNoFrame(String path) {
        HttpResult reply = visitor.get(path);

        assertThat(reply.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self' 'sha256-")
                .contains("frame-ancestors 'none'", "base-uri 'self'", "form-action 'none'")
                .doesNotContain("unsafe", "*", "http:", "https:");
        assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
        assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }
}
