package dev.atelier.rest.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.AddApiKey;
import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.ApiKeyRepository;
import dev.atelier.application.access.CallerRepository;
import dev.atelier.application.access.PasswordHasher;
import dev.atelier.application.access.RoleRepository;
import dev.atelier.application.access.UserRepository;
import dev.atelier.application.testing.InMemoryApiKeyRepository;
import dev.atelier.application.testing.InMemoryCallerRepository;
import dev.atelier.application.testing.InMemoryPasswordHasher;
import dev.atelier.domain.access.Caller;
import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.ApiController;
import dev.atelier.rest.testing.CapturedLog;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.netty.util.concurrent.FastThreadLocalThread;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HTTP Basic, on a path that accepts it; none of the service's own does. */
class BasicLoginTest {

    private static final String SETTING = "test.basic";

    private RestServer server;
    private Recorder recorder;

    /** The threads on which credentials were verified. */
    static final class Recorder {

        final List<Thread> lookups = new CopyOnWriteArrayList<>();
        final List<Thread> comparisons = new CopyOnWriteArrayList<>();
    }

    @Factory
    @Requires(property = SETTING)
    static class Beans {

        @Singleton
        Recorder recorder() {
            return new Recorder();
        }

        @Singleton
        @Replaces(PathPolicy.class)
        PathPolicy policy() {
            return new PathPolicy(Map.of(
                    "/sign-in",
                    PathPolicy.Entry.API_KEY_OR_PASSWORD,
                    "/docs",
                    PathPolicy.Entry.ANYONE,
                    "/api",
                    PathPolicy.Entry.ANYONE));
        }

        @Primary
        @Singleton
        ApiKeyRepository keys(Recorder recorder) {
            return new InMemoryApiKeyRepository() {
                @Override
                public Optional<ApiKey> find(String hash) {
                    recorder.lookups.add(Thread.currentThread());
                    return super.find(hash);
                }
            };
        }

        /** Has no key without a look at the database. */
        @Primary
        @Singleton
        CallerRepository callers(ApiKeyRepository keys, UserRepository users, RoleRepository roles) {
            return new InMemoryCallerRepository(keys, users, roles) {
                @Override
                public Optional<ApiKey> recentApiKey(String hash) {
                    return Optional.empty();
                }
            };
        }

        @Primary
        @Singleton
        PasswordHasher passwords(Recorder recorder) {
            return new InMemoryPasswordHasher() {
                @Override
                public boolean matches(Password password, String hash) {
                    recorder.comparisons.add(Thread.currentThread());
                    return super.matches(password, hash);
                }
            };
        }
    }

    @Requires(property = SETTING)
    @ApiController
    @Controller("/sign-in")
    static class Greeting {

        @Get("/name")
        String name(@CurrentCaller Caller caller) {
            return "\"" + caller.name() + "\"";
        }

        @Get("/required")
        String required(@CurrentCaller(required = true) Caller caller) {
            return name(caller);
        }
    }

    @BeforeEach
    void start() {
        server = RestServer.start(Map.of(SETTING, true));
        recorder = server.bean(Recorder.class);
        server.http()
                .send("POST", "/users", "{\"username\":\"ann\",\"password\":\"sécret:1\",\"roles\":[\"byoc\"]}")
                .is(201);
        recorder.lookups.clear();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aUserAndTheirPasswordAreAdmitted() {
        assertThat(login("ann", "sécret:1").get("/sign-in/name").text()).isEqualTo("\"ann\"");
    }

    @Test
    void everythingElseIsChallenged() {
        for (Http client : new Http[] {
            login("ann", "secret"),
            login("ann", ""),
            login("ann", "x".repeat(300)),
            login("", "sécret:1"),
            login("ghost", "sécret:1"),
            login("api", ""),
            anyone(),
            anyone().with("Authorization", "Basic !"),
            anyone().with("Authorization", "Bearer 616e6e")
        }) {
            HttpResult reply = client.get("/sign-in/name").rejects(401);
            assertThat(reply.message()).isEqualTo("Unauthorized");
            assertThat(reply.header("WWW-Authenticate")).startsWith("Basic realm=");
        }
    }

    @Test
    void aChangedPasswordAndADeletedUserTakeEffectAtOnce() {
        Http ann = login("ann", "sécret:1");
        assertThat(ann.get("/sign-in/name").text()).isEqualTo("\"ann\"");
        server.http()
                .send("POST", "/users", "{\"username\":\"ann\",\"password\":\"other\",\"roles\":[\"byoc\"]}")
                .is(201);
        ann.get("/sign-in/name").rejects(401);

        assertThat(login("ann", "other").get("/sign-in/name").text()).isEqualTo("\"ann\"");
        server.http().send("DELETE", "/users", "{\"user_name_list\":[\"ann\"]}").isEmpty(204);
        login("ann", "other").get("/sign-in/name").rejects(401);
    }

    @Test
    void anApiKeyServesAsPasswordOfTheUsersForWhomItMayAct() {
        String anns = server.bean(AddApiKey.class).add("anns", Optional.of(new UserName("ann")));

        assertThat(login("ann", anns).get("/sign-in/name").text()).isEqualTo("\"ann\"");
        login("admin", anns).get("/sign-in/name").rejects(401);
        assertThat(login("ann", RestServer.KEY).get("/sign-in/name").text()).isEqualTo("\"ann\"");
        login("ghost", RestServer.KEY).get("/sign-in/name").rejects(401);
        assertThat(recorder.comparisons).isEmpty();
    }

    @Test
    void whoIsLoggedInCannotActForAnother() {
        assertThat(login("ann", "sécret:1")
                        .as("admin")
                        .get("/sign-in/name")
                        .rejects(403)
                        .message())
                .isEqualTo("user ann is logged in and cannot act for another");
    }

    @Test
    void anApiKeyInItsHeaderDecidesAlone() {
        Http both = login("ann", "sécret:1").as("admin");
        try (CapturedLog log = new CapturedLog()) {
            assertThat(both.with("x-api-key", RestServer.KEY)
                            .get("/sign-in/name")
                            .text())
                    .isEqualTo("\"admin\"");
            both.with("x-api-key", "wrong").get("/sign-in/name").rejects(401);
            login("ann", "wrong").get("/sign-in/name").rejects(401);
            login("ann", "wrong")
                    .as("admin")
                    .with("x-api-key", RestServer.KEY)
                    .get("/ping")
                    .is(200);
            assertThat(log.events()).isEmpty();
        }
        assertThat(recorder.comparisons).hasSize(1);
    }

    @Test
    void aLoginNamesItsUserWhereOneHasToBeNamed() {
        assertThat(login("ann", "sécret:1").get("/sign-in/required").text()).isEqualTo("\"ann\"");
        assertThat(login("ann", "sécret:1").as("ann").get("/sign-in/required").text())
                .isEqualTo("\"ann\"");
    }

    @Test
    void elsewhereALoginIsIgnored() {
        assertThat(login("ann", "sécret:1").get("/ping").text()).isEqualTo("{\"message\":\"Forbidden\"}");
        assertThat(login("ann", "sécret:1").get("/docs").status()).isEqualTo(200);
        assertThat(recorder.lookups).isEmpty();
        assertThat(recorder.comparisons).isEmpty();
    }

    @Test
    void aKeyIsNotReadWhereNoneIsRequired() {
        assertThat(server.http().get("/docs").status()).isEqualTo(200);
        assertThat(recorder.lookups).isEmpty();
        server.http().get("/ping").is(200);
        assertThat(recorder.lookups).hasSize(1);
    }

    @Test
    void credentialsAreNotVerifiedOnAnEventLoop() {
        assertThat(login("ann", "sécret:1").get("/sign-in/name").text()).isEqualTo("\"ann\"");
        server.http().get("/ping").is(200);

        assertThat(recorder.lookups).hasSize(2).noneMatch(BasicLoginTest::isEventLoop);
        assertThat(recorder.comparisons).hasSize(1).noneMatch(BasicLoginTest::isEventLoop);
    }

    private static boolean isEventLoop(Thread thread) {
        return thread instanceof FastThreadLocalThread || thread.getName().contains("ventLoop");
    }

    private Http anyone() {
        return server.http().without("x-api-key").without("username");
    }

    private Http login(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return anyone().with("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }
}
