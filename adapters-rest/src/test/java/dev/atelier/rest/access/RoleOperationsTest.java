package dev.atelier.rest.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.domain.access.Permission;
import dev.atelier.domain.access.Role;
import dev.atelier.domain.access.RoleName;
import dev.atelier.domain.access.UserName;
import dev.atelier.rest.testing.Documents;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleOperationsTest {

    private static final String GUEST = "{\"role_name\":\"guest\",\"permissions\":[\"inference:list\"]}";

    private RestServer server;

    @BeforeEach
    void start() {
        server = RestServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void theExampleCreatesARoleAsDocumented(String generation) {
        Documents operation = Documents.operation(generation, "CreateRole");
        HttpResult reply =
                server.http().send("POST", "/roles", operation.request()).is(201);

        operation.describe(reply);
        assertThat(reply.message()).isEqualTo("role created");
        HttpResult listed = server.http().get("/roles?role=new_role_name").is(200);
        assertThat(listed.at("data.roles"))
                .isEqualTo(List.of(Map.of(
                        "role_name",
                        "new_role_name",
                        "creator",
                        "admin",
                        "permissions",
                        List.of("checkpoint:all", "train:all"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void theExampleDeletesRolesAsDocumented(String generation) {
        server.addUserHolding("role_name_1", "train:all");
        server.http()
                .send(
                        "DELETE",
                        "/roles",
                        Documents.operation(generation, "DeleteRoles").request())
                .isEmpty(204);

        assertThat(role("role_name_1")).isEmpty();
        assertThat(server.atelier
                        .users
                        .find(new UserName("role_name_1"))
                        .orElseThrow()
                        .roles())
                .isEmpty();
    }

    @Test
    void theListIsSortedByNameDescending() {
        server.keyOnly().send("POST", "/roles", GUEST).is(201);
        HttpResult reply = server.keyOnly().get("/roles").is(200);

        assertThat(reply.at("data.roles.0.role_name")).isEqualTo("guest");
        assertThat(reply.at("data.roles.0.creator")).isEqualTo("api");
        assertThat(reply.at("data.roles.1.role_name")).isEqualTo("byoc");
        assertThat(reply.at("data.roles.2.role_name")).isEqualTo("IT Operator");
        assertThat(reply.at("data.previous_evaluated_key")).isEqualTo("not_applicable");
        assertThat(reply.at("data.last_evaluated_key")).isEqualTo("not_applicable");

        HttpResult page =
                server.http().get("/roles?limit=1&exclusive_start_key=guest").is(200);
        assertThat((List<?>) page.at("data.roles")).hasSize(1);
        assertThat(page.at("data.last_evaluated_key")).isEqualTo("byoc");
    }

    @Test
    void whoHoldsNothingSeesTheirOwnRoles() {
        server.addUserHolding("loner");
        assertThat(server.http().as("loner").get("/roles").is(200).at("data.roles"))
                .isEqualTo(List.of(Map.of("role_name", "loner", "creator", "api", "permissions", List.of())));
        assertThat(server.http().as("loner").get("/roles?role=byoc").is(200).at("data.roles"))
                .isEqualTo(List.of());
    }

    @Test
    void savingAgainChangesWhatItsUsersMayDo() {
        server.addUserHolding("guest");
        server.http().as("guest").get("/inferences").rejects(403);
        server.http().send("POST", "/roles", GUEST).is(201);

        server.http().as("guest").get("/inferences").is(200);
    }

    @ParameterizedTest
    @CsvSource({"role_name", "permissions"})
    void aMissingPropertyIsNamed(String property) {
        String body = GUEST.replace(property, "something_else");
        assertThat(server.http().send("POST", "/roles", body).rejects(400).message())
                .isEqualTo("object has missing required properties ([\"" + property + "\"])");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"role_name\":7,\"permissions\":[]}",
                "{\"role_name\":\"\",\"permissions\":[]}",
                "{\"role_name\":\"*\",\"permissions\":[]}",
                "{\"role_name\":\"a/b\",\"permissions\":[]}",
                "{\"role_name\":\"IT\\u00a0Operator\",\"permissions\":[]}",
                "{\"role_name\":\"a\\u202eb\",\"permissions\":[]}",
                "{\"role_name\":\"guest\",\"permissions\":\"train:all\"}",
                "{\"role_name\":\"guest\",\"permissions\":[7]}",
                "{\"role_name\":\"guest\",\"permissions\":[\"train\"]}",
                "{\"role_name\":\"guest\",\"permissions\":[\"TRAIN:ALL\"]}",
                "{\"role_name\":\"guest\",\"permissions\":[\"train:delete\"]}",
                "{\"role_name\":\"guest\",\"permissions\":[],\"creator\":7}",
                "[]",
                "not json",
                ""
            })
    void whatMakesNoSenseIsRejectedAndNothingIsAdded(String body) {
        assertThat(server.http().send("POST", "/roles", body).rejects(400).message())
                .hasSizeLessThan(300);
        assertThat((List<?>) server.http().get("/roles").at("data.roles")).hasSize(2);
    }

    @Test
    void noCallerGrantsWhatTheyDoNotHold() {
        server.addUserHolding("manager", "role:all", "user:all");
        assertThat(server.http()
                        .as("manager")
                        .send("POST", "/roles", GUEST)
                        .rejects(403)
                        .message())
                .isEqualTo("creator has no permission to assign permission [inference:list] to others");
        assertThat(role("guest")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"role:list, POST, role:create", "role:list, DELETE, role:all", "role:create, DELETE, role:all"})
    void theErrorNamesTheMissingPermission(String held, String method, String lacking) {
        server.addUserHolding("x", held);
        String body = "{\"role_name\":\"guest\",\"permissions\":[],\"role_name_list\":[\"byoc\"]}";
        assertThat(server.http()
                        .as("x")
                        .send(method, "/roles", body)
                        .rejects(403)
                        .message())
                .isEqualTo("User x has no permissions: ['" + lacking + "']");
        assertThat(role("byoc")).hasSize(1);
    }

    @Test
    void theDefaultRoleCanBeNeitherDeletedNorChanged() {
        assertThat(server.http()
                        .send("DELETE", "/roles", "{\"role_name_list\":[\"byoc\",\"IT Operator\"]}")
                        .rejects(400)
                        .message())
                .isEqualTo("cannot delete default role");
        assertThat(server.http()
                        .send("POST", "/roles", "{\"role_name\":\"IT Operator\",\"permissions\":[]}")
                        .rejects(400)
                        .message())
                .startsWith("cannot change default role");
        assertThat(role("byoc")).hasSize(1);
        assertThat(role("IT Operator").get(0).permissions()).isEqualTo(Permission.everything());
    }

    @Test
    void whatIsNotThereIsDeletedAlready() {
        server.http()
                .send("DELETE", "/roles", "{\"role_name_list\":[\"ghost\"]}")
                .isEmpty(204);
        server.http().send("DELETE", "/roles", "{\"role_name_list\":\"ghost\"}").rejects(400);
        assertThat(server.http().send("DELETE", "/roles", "{}").rejects(400).message())
                .isEqualTo("object has missing required properties ([\"role_name_list\"])");
    }

    private List<Role> role(String name) {
        return server.atelier.roles.findAll(List.of(new RoleName(name)));
    }
}
