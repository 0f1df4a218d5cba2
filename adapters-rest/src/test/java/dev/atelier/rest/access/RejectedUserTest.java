package dev.atelier.rest.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.access.User;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RejectedUserTest {

    private static final UserName ANN = new UserName("ann");

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
        server.addUserHolding("Designer", "inference:all");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"username, username", "roles, roles", "password, password"})
    void aMissingPropertyIsNamed(String property, String named) {
        Map<String, Object> request = ann();
        request.remove(property);
        assertThat(post(request).rejects(400).message())
                .isEqualTo("object has missing required properties ([\"" + named + "\"])");
        assertThat(server.atelier.users.find(ANN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "username, 7",
        "username, '\"\"'",
        "username, '\"*\"'",
        "username, '\"a/b\"'",
        "username, '\"a\\u0000b\"'",
        "username, '\"a\\u202eb\"'",
        "username, '\"a\\u2028b\"'",
        "username, '\"a\\u0085b\"'",
        "username, '[\"ann\"]'",
        "password, 7",
        "password, '\"\"'",
        "password, '{}'",
        "roles, '\"Designer\"'",
        "roles, '[7]'",
        "roles, '[\"*\"]'",
        "roles, '[\"admin\"]'",
        "permissions, '\"train:all\"'",
        "permissions, '[\"train:everything\"]'",
        "permissions, '[\"train\"]'",
        "creator, 7",
        "initial, '\"true\"'"
    })
    void anInvalidUserIsRejectedAndNotAdded(String property, String json) {
        Map<String, Object> request = ann();
        request.remove(property);
        String body = TestJson.write(request);
        body = body.substring(0, body.length() - 1) + ",\"" + property + "\":" + json + "}";
        HttpResult reply = server.http().send("POST", "/users", body).rejects(400);

        assertThat(reply.message()).hasSizeLessThan(300);
        assertThat((List<?>) server.http().get("/users").at("data.users")).hasSize(3);
    }

    @Test
    void overlongValuesAreRejected() {
        Map<String, Object> request = ann();
        request.put("password", "x".repeat(257));
        assertThat(post(request).rejects(400).message()).isEqualTo("a password has 1 to 256 characters");
        request.put("password", "x");
        request.put("username", "x".repeat(129));
        assertThat(post(request).rejects(400).message()).contains("1 to 128 characters");
    }

    @Test
    void anUnknownRoleIsNamed() {
        Map<String, Object> request = ann();
        request.put("roles", List.of("Designer", "admin"));
        assertThat(post(request).rejects(400).message()).isEqualTo("user roles \"admin\" not exist");
    }

    @Test
    void noCallerGrantsWhatTheyDoNotHold() {
        server.addUserHolding("manager", "user:all");
        HttpResult reply = server.http()
                .as("manager")
                .send("POST", "/users", TestJson.write(ann()))
                .rejects(403);

        assertThat(reply.message())
                .isEqualTo("creator has no permission to assign permission [inference:all] to others");
        assertThat(server.atelier.users.find(ANN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"user:list, POST, user:create", "user:list, DELETE, user:all", "user:create, DELETE, user:all"})
    void theErrorNamesTheMissingPermission(String held, String method, String lacking) {
        server.addUserHolding("x", held);
        String body = "{\"username\":\"ann\",\"password\":\"p\",\"roles\":[],\"user_name_list\":[\"Designer\"]}";
        assertThat(server.http()
                        .as("x")
                        .send(method, "/users", body)
                        .rejects(403)
                        .message())
                .isEqualTo("User x has no permissions: ['" + lacking + "']");
        assertThat(server.atelier.users.find(new UserName("Designer"))).isPresent();
    }

    @Test
    void theBuiltInUserCannotBeLockedOut() {
        assertThat(server.http()
                        .send("DELETE", "/users", "{\"user_name_list\":[\"admin\",\"api\"]}")
                        .rejects(400)
                        .message())
                .isEqualTo("cannot delete built-in user \"api\"");
        post(Map.of("username", "api", "roles", List.of("byoc"))).rejects(400);
        assertThat(server.atelier.users.find(new UserName("admin"))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"user_name_list\":\"ann\"}", "{\"user_name_list\":[7]}", "[]", "not json", ""})
    void aDeletionWithoutProperUserNamesIsRejected(String body) {
        server.http().send("DELETE", "/users", body).rejects(400);
    }

    private static Map<String, Object> ann() {
        return new LinkedHashMap<>(Map.of("username", "ann", "password", "p", "roles", List.of("Designer")));
    }

    private HttpResult post(Map<String, ?> user) {
        return server.http().send("POST", "/users", TestJson.write(user));
    }

    @Test
    void whoHasSuchANameAlreadyCanBeChangedAndDeleted() {
        UserName old = new UserName("a\u202eb");
        server.atelier.users.save(new User(old, ANN, Set.of(), Instant.EPOCH));

        server.http()
                .send("POST", "/users", "{\"username\":\"a\\u202eb\",\"roles\":[\"Designer\"]}")
                .is(201);
        assertThat(server.atelier.users.find(old).orElseThrow().roles()).hasSize(1);
        server.http()
                .send("DELETE", "/users", "{\"user_name_list\":[\"a\\u202eb\"]}")
                .isEmpty(204);
        assertThat(server.atelier.users.find(old)).isEmpty();
    }
}
