package dev.atelier.rest.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import dev.atelier.domain.access.Password;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.testing.Documents;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import dev.atelier.rest.testing.TestJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserOperationsTest {

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
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void theExampleCreatesAUserAsDocumented(String generation) {
        Documents operation = Documents.operation(generation, "CreateUser");
        HttpResult reply =
                server.http().send("POST", "/users", operation.request()).is(201);

        operation.describe(reply);
        assertThat(reply.message()).isEqualTo("Created");
        Map<?, ?> created = (Map<?, ?>)
                ((List<?>) server.http().get("/users?username=username").is(200).at("data.users")).get(0);
        assertThat(created.get("roles")).asInstanceOf(LIST).containsExactlyInAnyOrderElementsOf((List<?>)
                operation.requestMap().get("roles"));
        assertThat(created.get("creator")).isEqualTo("admin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void theListIsAsDocumented(String generation) {
        HttpResult reply = server.http().get("/users").is(200);

        Documents.operation(generation, "ListUsers").describe(reply);
        assertThat(reply.at("data.users.0.username")).isEqualTo("api");
        assertThat(reply.at("data.users.1.username")).isEqualTo("admin");
        assertThat(reply.at("data.users.2.username")).isEqualTo("Designer");
        assertThat(reply.at("data.users.1.permissions"))
                .isEqualTo(List.of(
                        "checkpoint:all",
                        "inference:all",
                        "role:all",
                        "sagemaker_endpoint:all",
                        "train:all",
                        "user:all"));
        assertThat(reply.at("data.previous_evaluated_key")).isEqualTo("not_applicable");
        assertThat(reply.at("data.last_evaluated_key")).isEqualTo("not_applicable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void theExampleDeletesUsersAsDocumented(String generation) {
        server.addUser("string");
        server.http()
                .send(
                        "DELETE",
                        "/users",
                        Documents.operation(generation, "DeleteUsers").request())
                .isEmpty(204);

        assertThat(server.atelier.users.find(new UserName("string"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/users", "/users?show_password=1", "/users?show_password=true"})
    void aPasswordIsNeverShown(String path) {
        post(Map.of("username", "ann", "password", "a rare secret", "roles", List.of()))
                .is(201);

        HttpResult reply = server.http().get(path).is(200);
        assertThat(reply.text()).doesNotContain("a rare secret").doesNotContain(hashOf(ANN));
        assertThat((List<?>) reply.at("data.users"))
                .allSatisfy(
                        user -> assertThat(((Map<?, ?>) user).get("password")).isEqualTo("********"));
    }

    @Test
    void savingAgainChangesTheUserAndKeepsThePassword() {
        post(Map.of("username", "ann", "password", "first", "roles", List.of("Designer")))
                .is(201);
        post(Map.of("username", "ann", "roles", List.of("byoc", "Designer"))).is(201);

        assertThat(server.http().get("/users?username=ann").at("data.users.0.roles"))
                .isEqualTo(List.of("Designer", "byoc"));
        assertThat(server.atelier.passwords.matches(new Password("first"), hashOf(ANN)))
                .isTrue();
    }

    @Test
    void whoHoldsNothingSeesThemselves() {
        server.addUser("loner");
        HttpResult reply = server.http().as("loner").get("/users").is(200);

        assertThat((List<?>) reply.at("data.users")).hasSize(1);
        assertThat(reply.at("data.users.0.username")).isEqualTo("loner");
        assertThat(reply.at("data.users.0.roles")).isEqualTo(List.of());
        assertThat(reply.at("data.users.0.permissions")).isEqualTo(List.of());
    }

    @Test
    void theListComesInPagesForWhoAsksForThem() {
        HttpResult first = server.http().get("/users?limit=2").is(200);
        assertThat(first.at("data.last_evaluated_key")).isEqualTo("admin");

        HttpResult last =
                server.http().get("/users?limit=2&exclusive_start_key=admin").is(200);
        assertThat((List<?>) last.at("data.users")).hasSize(1);
        assertThat(last.at("data.last_evaluated_key")).isEqualTo("not_applicable");
        assertThat((List<?>) server.http()
                        .get("/users?exclusive_start_key=not_applicable")
                        .at("data.users"))
                .hasSize(3);
        for (String wrong : List.of("0", "-1", "x")) {
            server.http().get("/users?limit=" + wrong).rejects(400);
        }
        server.http().get("/users?exclusive_start_key=a%2Fb").rejects(400);
    }

    @Test
    void whoIsNotThereIsDeletedAlready() {
        server.http()
                .send("DELETE", "/users", "{\"user_name_list\":[\"ghost\"]}")
                .isEmpty(204);
        server.http().send("DELETE", "/users", "{\"user_name_list\":[]}").isEmpty(204);
    }

    /** The call with which the reference's WebUI extension connects: its header names the user it is about to make. */
    @ParameterizedTest
    @ValueSource(strings = {"documents", "esd"})
    void aClientSetsItsUserUpAtAnyTimeAndEveryTime(String mode) {
        try (RestServer own = RestServer.start(Map.of("atelier.compatibility", mode))) {
            String setUp = "{\"initial\": true, \"username\": \"ann\", \"password\": \"first\", \"roles\":"
                    + " [\"IT Operator\"], \"creator\": \"ann\"}";

            own.http().as("ann").send("POST", "/users", setUp).is(201);
            own.http().as("api").send("POST", "/users", setUp).is(201);
            own.keyOnly()
                    .send("POST", "/users", setUp.replace("first", "second").replace("[\"IT Operator\"]", "[\"byoc\"]"))
                    .is(201);
            assertThat(own.http().as("ann").get("/users").is(200).at("data.users.0.roles"))
                    .isEqualTo(List.of("byoc"));
            assertThat(own.atelier.passwords.matches(
                            new Password("second"),
                            own.atelier.users.passwordHash(ANN).orElseThrow()))
                    .isTrue();

            own.keyOnly()
                    .send("POST", "/users", setUp.replace("\"roles\": [\"IT Operator\"], ", ""))
                    .is(201);
            assertThat(own.atelier.users.find(ANN).orElseThrow().roles()).containsExactly(new RoleName("IT Operator"));
        }
    }

    @Test
    void aUserIsSetUpWithinTheUsualRules() {
        String setUp = "{\"username\":\"ann\",\"password\":\"secret\",\"initial\":true}";
        var http = server.keyOnly();

        http.send("POST", "/users", setUp.replace("secret", "")).rejects(400);
        assertThat(http.send("POST", "/users", setUp.replace("\"password\"", "\"pass\""))
                        .rejects(400)
                        .message())
                .isEqualTo("object has missing required properties ([\"password\"])");
        assertThat(http.send("POST", "/users", setUp.replace("true", "true,\"roles\":[\"ghosts\"]"))
                        .rejects(400)
                        .message())
                .isEqualTo("user roles \"ghosts\" not exist");
        assertThat(http.send("POST", "/users", setUp.replace("ann", "api").replace("true", "true,\"roles\":[\"byoc\"]"))
                        .rejects(400)
                        .message())
                .contains("keeps the role");
        http.as("Designer")
                .send("POST", "/users", setUp.replace("true", "false"))
                .rejects(403);
        assertThat(server.atelier.users.find(ANN)).isEmpty();
    }

    @Test
    void theMaskLeavesAPasswordAsItIs() {
        post(Map.of("username", "ann", "password", "first", "roles", List.of("Designer")))
                .is(201);
        String shown = (String) server.http()
                .get("/users?username=ann&show_password=True")
                .is(200)
                .at("data.users.0.password");

        post(Map.of("username", "ann", "password", shown, "roles", List.of("byoc")))
                .is(201);
        post(Map.of("username", "ann", "password", shown, "roles", List.of("byoc"), "initial", true))
                .is(201);

        assertThat(server.atelier.users.find(ANN).orElseThrow().roles()).containsExactly(new RoleName("byoc"));
        assertThat(server.atelier.passwords.matches(new Password("first"), hashOf(ANN)))
                .isTrue();
        assertThat(post(Map.of("username", "bob", "password", shown, "roles", List.of()))
                        .rejects(400)
                        .message())
                .isEqualTo("object has missing required properties ([\"password\"])");
    }

    @ParameterizedTest
    @CsvSource({
        "/users, user_name_list",
        "/roles, role_name_list",
        "/checkpoints, checkpoint_id_list",
        "/endpoints, endpoint_name_list",
        "/inferences, inference_id_list",
        "/trainings, training_id_list",
        "/datasets, dataset_name_list"
    })
    void anEmptyNameInAListIsTooShort(String path, String list) {
        assertThat(server.http()
                        .send("DELETE", path, "{\"" + list + "\":[\"\"]}")
                        .rejects(400)
                        .message())
                .isEqualTo(list + "[]: string \"\" is too short (length: 0, required minimum: 1)");
    }

    private HttpResult post(Map<String, ?> user) {
        return server.http().send("POST", "/users", TestJson.write(user));
    }

    private String hashOf(UserName name) {
        return server.atelier.users.passwordHash(name).orElseThrow();
    }
}
