package dev.atelier.rest.compatibility;

import static dev.atelier.application.testing.TestEndpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.atelier.rest.compatibility.CompatibilityMode.Row;
import dev.atelier.rest.testing.Documents;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import io.micronaut.http.HttpStatus;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompatibilityModeTest {

    private static final String UPLOAD = """
            {"checkpoint_type": "Lora", "filenames": [{"filename": "a.safetensors", "parts_number": 1}],
             "params": {"message": ""}}""";

    @ParameterizedTest
    @CsvSource({
        "CREATE_ENDPOINT, OK, ACCEPTED",
        "DELETE_ENDPOINTS, OK, NO_CONTENT",
        "CREATE_TRAINING, OK, CREATED",
        "UPLOAD_CHECKPOINT, ACCEPTED, CREATED",
        "RENAME_CHECKPOINT, OK, ACCEPTED"
    })
    void eachRowHasAStatusHereAndThere(Row row, HttpStatus documents, HttpStatus esd) {
        try (RestServer server = RestServer.start()) {
            assertThat((Object) server.bean(CompatibilityMode.class).status(row))
                    .isEqualTo(documents);
        }
        try (RestServer server = esd()) {
            assertThat((Object) server.bean(CompatibilityMode.class).status(row))
                    .isEqualTo(esd);
        }
    }

    @ParameterizedTest
    @CsvSource({"documents, 200, 200, 202", "esd, 202, 204, 201"})
    void theOperationsAnswerTheStatusOfTheirRow(String value, int created, int deleted, int uploaded) {
        try (RestServer server = RestServer.start(Map.of("atelier.compatibility", value))) {
            server.http().send("POST", "/endpoints", example("CreateEndpoint")).is(created);
            assertThat(server.http()
                            .send("DELETE", "/endpoints", example("DeleteEndpoints"))
                            .status())
                    .isEqualTo(deleted);
            server.http().send("POST", "/checkpoints", UPLOAD).is(uploaded);
        }
    }

    @Test
    void anEsdDeletionOfEndpointsHasNoBody() {
        try (RestServer server = esd()) {
            server.http()
                    .send("DELETE", "/endpoints", example("DeleteEndpoints"))
                    .isEmpty(204);
        }
    }

    @Test
    void esdWantsTheUserNamedWhereTheDocumentsDoNot() {
        String[] calls = {
            "POST /roles",
            "POST /users",
            "POST /checkpoints",
            "POST /endpoints",
            "POST /inferences",
            "POST /trainings",
            "GET /roles",
            "GET /users",
            "GET /checkpoints",
            "GET /endpoints",
            "GET /trainings",
            "GET /datasets"
        };
        try (RestServer server = esd()) {
            for (String call : calls) {
                HttpResult reply = withoutUser(server, call).is(401);
                assertThat(reply.message()).as(call).isEqualTo("Unauthorized");
                assertThat((String) reply.at("error")).as(call).startsWith("the header username is missing");
                assertThat(withoutUser(server, call.replace(" /", " /prod/")).status())
                        .as(call)
                        .isEqualTo(401);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /inferences", "GET /ping"})
    void esdLetsTheKeysUserActElsewhere(String call) {
        try (RestServer server = esd()) {
            withoutUser(server, call).is(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /checkpoints", "GET /datasets"})
    void theDocumentsLetTheKeysUserAct(String call) {
        try (RestServer server = RestServer.start()) {
            withoutUser(server, call).is(200);
        }
    }

    @Test
    void aUserNamedByAuthorizationIsEnoughForEsd() {
        try (RestServer server = esd()) {
            server.keyOnly()
                    .with("Authorization", "Bearer 61646D696E")
                    .get("/datasets")
                    .is(200);
        }
    }

    @Test
    void withoutAKeyEsdAsksForThatFirst() {
        try (RestServer server = esd()) {
            assertThat(server.keyOnly().without("x-api-key").get("/datasets").text())
                    .isEqualTo("{\"message\":\"Forbidden\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({"documents, 200", "esd, 400"})
    void onlyEsdLimitsARoleToOneLiveEndpoint(String value, int status) {
        try (RestServer server = RestServer.start(Map.of("atelier.compatibility", value))) {
            server.atelier.add(endpoint().openTo("IT Operator"));
            Map<String, Object> request =
                    Documents.operation("1.5.0", "CreateEndpoint").requestMap();
            assertThat(request.get("assign_to_roles")).asString().contains("IT Operator");

            HttpResult reply = server.http()
                    .send("POST", "/endpoints", example("CreateEndpoint"))
                    .is(status);

            assertThat(reply.message().contains("role [IT Operator] has a valid endpoint already"))
                    .isEqualTo(status == 400);
        }
    }

    @Test
    void aWrongValueStopsTheStart() {
        assertThatThrownBy(() -> RestServer.start(Map.of("atelier.compatibility", "both")))
                .hasStackTraceContaining("atelier.compatibility is \"both\"; allowed are documents and esd");
    }

    private static RestServer esd() {
        return RestServer.start(Map.of("atelier.compatibility", "esd"));
    }

    private static HttpResult withoutUser(RestServer server, String call) {
        String[] parts = call.split(" ");
        return server.keyOnly().send(parts[0], parts[1]);
    }

    private static String example(String operation) {
        return Documents.operation("1.5.0", operation).request();
    }
}
