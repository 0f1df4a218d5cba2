package dev.atelier.rest.sdapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.application.access.ApiKey;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a client of WebUI acts for. */
class WebUiLoginTest {

    private static final String BOUND = "a-key-that-is-bound-to-bob";

    /** Headers of clients whose login is not set. */
    private static final List<String> JUNK =
            List.of("Basic ", "Basic", "Basic Og==", "Basic Tm9uZTpOb25l", "Basic !", "Basic YQ==", "Bearer 00", "");

    private static SdapiServer keyed;
    private static SdapiServer open;

    @BeforeAll
    static void start() {
        keyed = new SdapiServer(Map.of());
        open = new SdapiServer(Map.of("atelier.sdapi.anonymous-user", "bob"));
        for (SdapiServer server : List.of(keyed, open)) {
            server.rest.atelier.keys.add(
                    ApiKey.of("bound", BOUND, Optional.of(new UserName("bob")), ApiKey.Origin.COMMAND));
        }
    }

    @AfterAll
    static void stop() {
        keyed.close();
        open.close();
    }

    @ParameterizedTest
    @CsvSource({
        "ann, secret-of-ann, ann",
        "bob, secret-of-bob, bob",
        "ann, " + RestServer.KEY + ", ann",
        "whatever, " + RestServer.KEY + ", api",
        "'', " + RestServer.KEY + ", api",
        "'a/b', " + RestServer.KEY + ", api",
        "bob, " + BOUND + ", bob",
        "'', " + BOUND + ", bob"
    })
    void aUserWithAPasswordOrKeyAndAnyNameWithAnUnboundKey(String name, String secret, String user) {
        assertThat(user(keyed.with(name, secret))).isEqualTo(user);
        assertThat(user(open.with(name, secret))).isEqualTo(user);
    }

    @Test
    void theKeyInItsOwnHeaderDecidesAlone() {
        assertThat(user(keyed.anyone().with("x-api-key", RestServer.KEY))).isEqualTo("api");
        assertThat(user(keyed.with("bob", "wrong")
                        .with("x-api-key", RestServer.KEY)
                        .as("ann")))
                .isEqualTo("ann");
        rejected(keyed.ann().with("x-api-key", "wrong").get("/user"));
    }

    @ParameterizedTest
    @CsvSource({
        "ann, wrong",
        "ann, secret-of-bob",
        "ghost, secret-of-ann",
        "ann, " + BOUND,
        "whatever, " + BOUND,
        "'', wrong"
    })
    void wrongCredentialsAreRejectedAlsoWhereNoneAreNeeded(String name, String secret) {
        rejected(keyed.with(name, secret).get("/sdapi/v1/options"));
        rejected(open.with(name, secret).get("/sdapi/v1/options"));
    }

    @Test
    void withoutCredentialsNobodyIsServedUnlessAUserIsNamedForThem() {
        rejected(keyed.anyone().get("/user"));
        assertThat(user(open.anyone())).isEqualTo("bob");
        for (String junk : JUNK) {
            rejected(keyed.anyone().with("Authorization", junk).get("/sdapi/v1/cmd-flags"));
            assertThat(user(open.anyone().with("Authorization", junk))).as(junk).isEqualTo("bob");
        }
    }

    @Test
    void anonymousCallersHaveNothingButTheUsersPermissionsAndNoOtherPath() {
        assertThat(open.anyone().get("/inferences").status()).isEqualTo(403);
        assertThat(open.anyone().get("/v1/models").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sdapi/v1/txt2img",
                "/sdapi/v1/nothing",
                "/sdapi",
                "/controlnet/version",
                "/internal/ping",
                "/queue/status",
                "/config",
                "/user",
                "//sdapi/v1/options?genkey=1"
            })
    void everyPathIsGuarded(String path) {
        rejected(keyed.anyone().get(path));
        rejected(keyed.anyone().send("POST", path, "{}"));
    }

    @Test
    void preflightRequestsOfOtherOriginsAreAnswered() {
        HttpResult reply = keyed.anyone().send("OPTIONS", "/sdapi/v1/txt2img");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(reply.header("Access-Control-Allow-Headers")).isEqualTo("*, Authorization");
    }

    @Test
    void theBodyNamesNoUser() {
        keyed.generate(keyed.ann(), Map.of("prompt", "x", "user_id", "bob", "username", "bob"));
        assertThat(keyed.newest().user().value()).isEqualTo("ann");
    }

    @Test
    void switchedOffThePathsAreAsAnyOther() {
        try (RestServer off = RestServer.start(Map.of("atelier.sdapi.enabled", "false"))) {
            assertThat(off.keyOnly()
                            .without("x-api-key")
                            .get("/sdapi/v1/options")
                            .status())
                    .isEqualTo(403);
            assertThat(off.keyOnly().without("x-api-key").get("/").status()).isEqualTo(403);
            off.http().get("/sdapi/v1/options").rejects(404);
        }
    }

    @Test
    void aUserThatCannotBeStopsTheStart() {
        assertThatThrownBy(() -> RestServer.start(Map.of("atelier.sdapi.anonymous-user", "a/b")))
                .hasStackTraceContaining("atelier.sdapi.anonymous-user");
    }

    private static Object user(Http client) {
        return client.get("/user").value(200);
    }

    private static void rejected(HttpResult reply) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(401);
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        assertThat(reply.json())
                .containsEntry("error", "HTTPException")
                .containsEntry("detail", "Incorrect username or password")
                .containsEntry("body", "")
                .containsEntry("errors", "")
                .containsKey("message");
        assertThat(reply.header("WWW-Authenticate")).isNull();
    }
}
