package dev.atelier.rest.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.AddApiKey;
import dev.atelier.application.access.ApiKey;
import dev.atelier.application.access.RevokeApiKey;
import dev.atelier.application.access.RotateApiKey;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.RestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundKeyTest {

    private RestServer server;
    private Http anns;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("ann", "inference:all");
        String key = server.bean(AddApiKey.class).add("anns", Optional.of(new UserName("ann")));
        anns = server.http().with("x-api-key", key).without("username");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void actsForItsUserNamedOrNot() {
        assertThat(anns.send("POST", "/roles", "{\"role_name\":\"x\",\"permissions\":[]}")
                        .rejects(403)
                        .message())
                .startsWith("User ann has no permissions");
        anns.get("/inferences").is(200);
        anns.as("ann").get("/inferences").is(200);
    }

    /** Also where the documents, or the reference, require a header of every other key. */
    @ParameterizedTest
    @ValueSource(strings = {"documents", "esd"})
    void needsNoHeaderAnywhere(String mode) {
        try (RestServer own = RestServer.start(Map.of("atelier.compatibility", mode))) {
            own.addUserHolding("ann", "inference:all", "sagemaker_endpoint:all", "train:all", "user:all", "role:all");
            Http keyOnly = own.keyOnly()
                    .with("x-api-key", own.bean(AddApiKey.class).add("anns", Optional.of(new UserName("ann"))));
            for (String list : List.of("/users", "/endpoints", "/roles", "/trainings", "/datasets", "/inferences")) {
                keyOnly.get(list).is(200);
            }
            keyOnly.get("/trainings/none").is(404);
            keyOnly.send("DELETE", "/users", "{\"user_name_list\":[]}").isEmpty(204);
            keyOnly.send("DELETE", "/roles", "{\"role_name_list\":[]}").isEmpty(204);
            keyOnly.send("POST", "/trainings", "{}").rejects(400);
            keyOnly.send("POST", "/inferences", "{}").rejects(400);
        }
    }

    @Test
    void cannotSetUpUsers() {
        server.addUser("ann", "IT Operator");
        String setUp = "{\"username\":\"bob\",\"password\":\"secret\",\"initial\":true}";
        for (Http http : List.of(anns, anns.as("ann"), anns.as("bob"))) {
            assertThat(http.send("POST", "/users", setUp).rejects(403).message())
                    .isEqualTo(
                            "this API key is bound to user ann and cannot set up users with initial; leave initial out");
        }
        assertThat(server.atelier.users.find(new UserName("bob"))).isEmpty();
    }

    @Test
    void cannotActForAnother() {
        String rejection = "API key anns is bound to user ann and cannot act for another";
        assertThat(anns.as("admin").get("/inferences").rejects(403).message()).isEqualTo(rejection);
        assertThat(anns.as("ghost").get("/endpoints").rejects(403).message()).isEqualTo(rejection);
        String admin = HexFormat.of().formatHex("admin".getBytes(StandardCharsets.UTF_8));
        assertThat(anns.with("Authorization", "Bearer " + admin)
                        .get("/users")
                        .rejects(403)
                        .message())
                .isEqualTo(rejection);
        assertThat(anns.send("POST", "/inferences", "{\"user_id\":\"admin\"}")
                        .rejects(403)
                        .message())
                .isEqualTo(rejection);
    }

    @Test
    void isForbiddenOnceRevoked() {
        server.bean(RevokeApiKey.class).revoke("anns");
        assertThat(anns.get("/inferences").text()).isEqualTo("{\"message\":\"Forbidden\"}");
    }

    @Test
    void isForbiddenOnceItsUserIsDeleted() {
        server.http().send("DELETE", "/users", "{\"user_name_list\":[\"ann\"]}").isEmpty(204);
        assertThat(anns.get("/inferences").status()).isEqualTo(403);
        server.http().get("/inferences").is(200);
    }

    @Test
    void anExpiredKeyIsAsUnknownAsAnyOther() {
        ApiKey past = ApiKey.of("past", "a-key-that-has-expired", Optional.empty(), ApiKey.Origin.COMMAND)
                .expiring(Optional.of(server.atelier.clock.instant()));
        server.atelier.keys.add(past);
        Http http = server.http().with("x-api-key", "a-key-that-has-expired");

        assertThat(http.get("/inferences").status()).isEqualTo(403);
        assertThat(http.get("/inferences").text()).isEqualTo("{\"message\":\"Forbidden\"}");
        assertThat(http.with("Authorization", "Bearer a-key-that-has-expired")
                        .get("/v1/models")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void bothSecretsOfARotatedKeyWorkForTheTimeOfTheOverlap() {
        String before = server.bean(AddApiKey.class).add("turned", Optional.empty());
        String now = server.bean(RotateApiKey.class).rotate("turned", Duration.ofHours(1), Optional.empty());

        server.http().with("x-api-key", before).get("/inferences").is(200);
        server.http().with("x-api-key", now).get("/inferences").is(200);
        server.atelier.clock.pass(Duration.ofHours(1));
        assertThat(server.http().with("x-api-key", before).get("/inferences").status())
                .isEqualTo(403);
        server.http().with("x-api-key", now).get("/inferences").is(200);
    }
}
