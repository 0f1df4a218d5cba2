package dev.atelier.rest.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

    private static RestServer server;

    @BeforeAll
    static void start() {
        server = RestServer.start();
        server.addUserHolding("guest");
        server.addUserHolding("painter", "inference:all");
        server.addUser("太郎", "IT Operator");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /ping",
        "GET, /endpoints",
        "POST, /endpoints",
        "DELETE, /endpoints",
        "GET, /checkpoints",
        "POST, /checkpoints",
        "PUT, /checkpoints/99",
        "DELETE, /checkpoints",
        "GET, /inferences",
        "POST, /inferences",
        "GET, /inferences/99",
        "PUT, /inferences/99/start",
        "DELETE, /inferences",
        "GET, /users",
        "POST, /users",
        "DELETE, /users",
        "GET, /roles",
        "POST, /roles",
        "DELETE, /roles",
        "GET, /no/such/path",
        "PATCH, /ping",
        "GET, /prod/ping",
        "GET, /filesystem",
        "GET, /healthy",
        "GET, /webhooks"
    })
    void withoutAValidKeyEveryPathIsForbidden(String method, String path) {
        for (HttpResult reply : new HttpResult[] {
            server.http().without("x-api-key").send(method, path),
            server.http().with("x-api-key", "wrong").send(method, path),
            server.http().with("x-api-key", RestServer.KEY + "x").send(method, path, "not json")
        }) {
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.text()).isEqualTo("{\"message\":\"Forbidden\"}");
            assertThat(reply.header("x-api-version")).isEqualTo("1.5.0");
            assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        }
    }

    @Test
    void aKeyIsReadFromItsOwnHeaderOnly() {
        String basic = Base64.getEncoder().encodeToString(("admin:" + RestServer.KEY).getBytes(StandardCharsets.UTF_8));
        Http anyone = server.http().without("x-api-key");
        for (Http other : new Http[] {
            anyone.with("Authorization", RestServer.KEY),
            anyone.with("Authorization", "Bearer " + RestServer.KEY),
            anyone.with("Authorization", "Basic " + basic),
            anyone.with("Cookie", "JWT=" + RestServer.KEY)
        }) {
            assertThat(other.get("/ping").status()).isEqualTo(403);
            assertThat(other.get("/ping?x-api-key=" + RestServer.KEY).text()).isEqualTo("{\"message\":\"Forbidden\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({"enabled, false", "filter.enabled, false", "filter.pattern, /users/**"})
    void noSettingSwitchesAuthenticationOff(String setting, String value) {
        assertThatThrownBy(() -> RestServer.start(Map.of("micronaut.security." + setting, value))
                        .close())
                .hasStackTraceContaining("exempts paths from authentication");
    }

    @Test
    void healthChecksAreLeftOpen() {
        assertThat(server.http()
                        .without("x-api-key")
                        .get("/health")
                        .rejects(404)
                        .message())
                .startsWith("there is no operation");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /endpoints",
        "DELETE, /endpoints",
        "POST, /trainings",
        "GET, /trainings/99",
        "GET, /users",
        "DELETE, /users",
        "DELETE, /roles"
    })
    void whereEveryGenerationRequiresTheHeaderACallWithoutItIsUnauthorized(String method, String path) {
        HttpResult reply = server.keyOnly().send(method, path).rejects(401);
        assertThat(reply.message()).startsWith("Unauthorized: the header username is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /checkpoints, 200",
        "POST, /checkpoints, 400",
        "PUT, /checkpoints/99, 404",
        "DELETE, /checkpoints, 400",
        "POST, /endpoints, 400",
        "POST, /inferences, 400",
        "GET, /inferences, 200",
        "GET, /inferences/99, 404",
        "PUT, /inferences/99/start, 404",
        "DELETE, /inferences, 400",
        "POST, /users, 400",
        "GET, /roles, 200",
        "POST, /roles, 400"
    })
    void elsewhereTheKeysOwnUserActs(String method, String path, int status) {
        server.keyOnly().send(method, path).is(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ghost", "a/b", "..", " ", "' OR 1=1 --"})
    void anUnknownUserIsUnauthorized(String name) {
        server.http().as(name).get("/endpoints").rejects(401);
        server.http().as(name).get("/inferences").rejects(401);
    }

    @Test
    void anOverlongUserNameIsUnauthorized() {
        server.http().as("x".repeat(10_000)).get("/inferences").rejects(401);
    }

    /** Clients of 1.4.0 send the key alone, though its document lists the header. */
    @ParameterizedTest
    @CsvSource({
        "PUT, /inferences/99/start, user_id, inference:create",
        "POST, /inferences, user_id, inference:create",
        "DELETE, /inferences, user_id, inference:all",
        "DELETE, /endpoints, username, sagemaker_endpoint:all"
    })
    void theBodyNamesTheUserWhenNoHeaderDoes(String method, String path, String property, String permission) {
        String painter = "{\"" + property + "\":\"painter\"}";
        for (String mode : List.of("documents", "esd")) {
            try (RestServer own = RestServer.start(Map.of("atelier.compatibility", mode))) {
                own.addUserHolding("painter", "train:list");
                assertThat(own.keyOnly()
                                .send(method, path, painter)
                                .rejects(403)
                                .message())
                        .isEqualTo("User painter has no permissions: ['" + permission + "']");
                assertThat(own.http().send(method, path, painter).status()).isIn(400, 404);
                assertThat(own.keyOnly()
                                .send(method, path, painter.replace("painter", "ghost"))
                                .rejects(401)
                                .message())
                        .isEqualTo("user \"ghost\" does not exist");
                own.keyOnly()
                        .send(method, path, painter.replace("\"painter\"", "5"))
                        .rejects(400);
            }
        }
    }

    @Test
    void theUserIsCheckedBeforeTheBody() {
        server.http().as("ghost").send("POST", "/inferences", "not json").rejects(401);
    }

    @Test
    void bearerNamesTheUserInBase16OfEitherCase() {
        assertThat(bearer(HexFormat.of().formatHex("painter".getBytes(StandardCharsets.UTF_8)))
                        .rejects(403)
                        .message())
                .isEqualTo("User painter has no permissions: ['sagemaker_endpoint:list']");
        bearer(HexFormat.of().withUpperCase().formatHex("admin".getBytes(StandardCharsets.UTF_8)))
                .is(200);
        bearer(HexFormat.of().withUpperCase().formatHex("太郎".getBytes(StandardCharsets.UTF_8)))
                .is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin", "xyz", "616", "6768", "", "FFFE", "00"})
    void anAuthorizationThatIsNeitherBase16NorAKnownUserIsUnauthorized(String token) {
        bearer(token).rejects(401);
    }

    @Test
    void otherSchemesAreUnauthorized() {
        server.keyOnly()
                .with("Authorization", "Basic YWRtaW46YWRtaW4=")
                .get("/inferences")
                .rejects(401);
    }

    @Test
    void theUsernameHeaderComesBeforeAuthorization() {
        server.http()
                .as("painter")
                .with("Authorization", "Bearer zz")
                .get("/inferences")
                .is(200);
    }

    @Test
    void aUserNameInUtf8IsUnderstood() {
        String wire = new String("太郎".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(UserHeaderParser.in(headers(wire)).orElseThrow().value()).isEqualTo("太郎");
        assertThat(UserHeaderParser.in(headers("J\u00fcrgen")).orElseThrow().value())
                .isEqualTo("Jürgen");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /endpoints, sagemaker_endpoint:list",
        "GET, /checkpoints, checkpoint:list",
        "GET, /inferences, inference:list"
    })
    void theErrorNamesTheMissingPermission(String method, String path, String permission) {
        assertThat(server.http().as("guest").send(method, path).rejects(403).message())
                .isEqualTo("User guest has no permissions: ['" + permission + "']");
    }

    private static HttpResult bearer(String token) {
        return server.keyOnly().with("Authorization", "Bearer " + token).get("/endpoints");
    }

    private static HttpHeaders headers(String userName) {
        return HttpRequest.GET("/").header("username", userName).getHeaders();
    }
}
