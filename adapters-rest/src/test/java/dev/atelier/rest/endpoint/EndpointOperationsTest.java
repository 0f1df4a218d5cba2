package dev.atelier.rest.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointStatus;
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

class EndpointOperationsTest {

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
    void theExampleCreatesAnEndpointAsDocumented(String generation) {
        Documents operation = Documents.operation(generation, "CreateEndpoint");
        HttpResult reply =
                server.http().send("POST", "/endpoints", operation.request()).is(200);

        operation.describe(reply);
        assertThat(reply.message()).isEqualTo("Endpoint deployment started: esd-async-test");
        assertThat(reply.at("data.endpoint_name")).isEqualTo("esd-async-test");
        assertThat(reply.at("data.endpoint_status")).isEqualTo("Creating");
        assertThat(reply.at("data.endpoint_type")).isEqualTo("Async");
        assertThat(reply.at("data.current_instance_count")).isEqualTo("0");
        assertThat(reply.at("data.max_instance_number")).isEqualTo("1");
        assertThat(reply.at("data.status")).isNull();
        assertThat(reply.at("data.endTime")).isNull();
        assertThat(reply.at("data.startTime")).isEqualTo("2026-03-04 05:06:07.123456");
        assertThat(reply.at("data.owner_group_or_role"))
                .isEqualTo(operation.requestMap().get("assign_to_roles"));
        assertThat(server.atelier.backend.endpoints()).hasSize(1);
    }

    @Test
    void withoutANameTheEndpointIsCalledAfterItsId() {
        Map<String, Object> request = example();
        request.remove("endpoint_name");
        request.put("endpoint_type", "Real-time");
        HttpResult reply = post(request).is(200);
        String id = (String) reply.at("data.EndpointDeploymentJobId");
        assertThat(reply.at("data.endpoint_name")).isEqualTo("esd-real-time-" + id.substring(0, 7));
    }

    @Test
    void countsMayBeNumbersOrDigits() {
        Map<String, Object> request = example();
        request.put("autoscaling_enabled", true);
        request.put("initial_instance_count", 2);
        request.put("min_instance_number", "0");
        request.put("max_instance_number", "4");
        HttpResult reply = post(request).is(200);
        assertThat(reply.at("data.max_instance_number")).isEqualTo("4");
        assertThat(reply.at("data.min_instance_number")).isEqualTo("0");
        assertThat(server.http().get("/endpoints").at("data.endpoints.0.min_instance_number"))
                .isEqualTo("0");
        assertThat(reply.at("data.autoscaling")).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"instance_type", "initial_instance_count", "autoscaling_enabled", "assign_to_roles"})
    void aMissingPropertyIsNamed(String property) {
        Map<String, Object> request = example();
        request.remove(property);
        assertThat(post(request).rejects(400).message())
                .isEqualTo("object has missing required properties ([\"" + property + "\"])");
        assertThat(server.atelier.backend.endpoints()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "initial_instance_count, 0",
        "initial_instance_count, -1",
        "initial_instance_count, '\"abc\"'",
        "initial_instance_count, '\"NaN\"'",
        "initial_instance_count, 1.5",
        "initial_instance_count, 1000000",
        "initial_instance_count, '\"99999999999999999999\"'",
        "max_instance_number, 0",
        "min_instance_number, -1",
        "min_instance_number, '[]'",
        "autoscaling_enabled, '\"yes\"'",
        "assign_to_roles, '\"IT Operator\"'",
        "assign_to_roles, '[7]'",
        "assign_to_roles, '[\"a/b\"]'",
        "instance_type, 7",
        "instance_type, '\"\"'",
        "instance_type, '\"ml g5\"'",
        "endpoint_name, '\"a/b\"'",
        "endpoint_name, '\"..\"'",
        "endpoint_name, '\"a\\u0000b\"'",
        "endpoint_name, 7",
        "endpoint_type, '\"Serverless\"'"
    })
    void whatMakesNoSenseIsRejectedAndNothingIsCreated(String property, String json) {
        Map<String, Object> request = example();
        request.put(property, null);
        String body = TestJson.write(request).replaceFirst(",?\"" + property + "\":null", "");
        body = body.substring(0, body.length() - 1) + ",\"" + property + "\":" + json + "}";
        HttpResult reply = server.http().send("POST", "/endpoints", body).rejects(400);
        assertThat(reply.message()).hasSizeLessThan(300);
        assertThat(server.http().get("/endpoints").at("data.endpoints")).isEqualTo(List.of());
        assertThat(server.atelier.backend.endpoints()).isEmpty();
    }

    @Test
    void aWrongCountIsRejectedWithWhatIsAllowed() {
        Map<String, Object> request = example();
        request.put("initial_instance_count", "abc");
        assertThat(post(request).rejects(400).message())
                .isEqualTo("initial_instance_count should be a whole number of at least 1, not \"abc\"");
        request.put("endpoint_type", "Serverless");
        assertThat(post(request).rejects(400).message()).startsWith("Serverless endpoint is not supported yet");
    }

    @Test
    void anOverlongNameIsRejected() {
        Map<String, Object> request = example();
        request.put("endpoint_name", "x".repeat(10_000));
        assertThat(post(request).rejects(400).message()).hasSizeLessThan(300).contains("63 characters");
    }

    @Test
    void aTakenNameIsRejected() {
        post(example()).is(200);
        post(example()).rejects(400);
    }

    @Test
    void moreInstancesThanThereCanBeAreRejectedInTheBackendsWords() {
        server.atelier.backend.reject(new InvalidRequestException("ResourceLimitExceeded: 9 asked, 1 there"));
        assertThat(post(example()).rejects(400).message()).contains("ResourceLimitExceeded");
        server.atelier.backend.reject(null);
        assertThat(server.http().get("/endpoints").at("data.endpoints")).isEqualTo(List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void theListIsAsDocumented(String generation) {
        server.atelier.add(TestEndpoints.endpoint());
        server.atelier.add(TestEndpoints.endpoint().realTime());
        HttpResult reply = server.http().get("/endpoints").is(200);
        Documents.operation(generation, "ListEndpoints").describe(reply);
        assertThat((List<?>) reply.at("data.endpoints")).hasSize(2);
        assertThat(reply.at("data.endpoints.0.current_instance_count")).isEqualTo("1");
        assertThat(reply.at("data.last_evaluated_key")).isNull();
    }

    @Test
    void aFailedEndpointHasItsReason() {
        server.atelier.add(TestEndpoints.endpoint().status(EndpointStatus.FAILED));
        HttpResult reply = server.http().get("/endpoints");
        assertThat(reply.at("data.endpoints.0.endpoint_status")).isEqualTo("Failed");
        assertThat(reply.at("data.endpoints.0.error")).isEqualTo("no capacity");
    }

    @Test
    void theListGoesOnFromItsLastKey() {
        for (int i = 0; i < 3; i++) {
            server.atelier.add(TestEndpoints.endpoint());
        }
        HttpResult first = server.http().get("/endpoints?limit=2");
        assertThat((List<?>) first.at("data.endpoints")).hasSize(2);
        HttpResult second =
                server.http().get("/endpoints?limit=2&exclusive_start_key=" + first.at("data.last_evaluated_key"));
        assertThat((List<?>) second.at("data.endpoints")).hasSize(1);
        assertThat(second.at("data.last_evaluated_key")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=ten", "exclusive_start_key=nonsense", "username=a%2Fb"})
    void aQueryThatMakesNoSenseIsRejected(String query) {
        server.http().get("/endpoints?" + query).rejects(400);
    }

    @Test
    void anUnknownUserInTheQueryIsRejected() {
        assertThat(server.http().get("/endpoints?username=ghost").rejects(400).message())
                .isEqualTo("user: \"ghost\" not exist");
        server.http().get("/endpoints?username=admin").is(200);
        server.http().get("/endpoints?username=").is(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.4.0", "1.5.0"})
    void theExampleDeletesWhetherTheEndpointExistsOrNot(String generation) {
        Documents operation = Documents.operation(generation, "DeleteEndpoints");
        Object name = ((List<?>) operation.requestMap().values().stream()
                        .filter(List.class::isInstance)
                        .findFirst()
                        .orElseThrow())
                .get(0);
        server.atelier.add(TestEndpoints.endpoint().name((String) name));
        for (int round = 0; round < 2; round++) {
            HttpResult reply = server.http().send("DELETE", "/endpoints", operation.request());
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo("{}");
        }
        assertThat(server.http().get("/endpoints").at("data.endpoints")).isEqualTo(List.of());
    }

    @Test
    void aDeletionWithoutNamesIsRejected() {
        assertThat(server.http()
                        .send("DELETE", "/endpoints", "{\"username\": \"admin\"}")
                        .rejects(400)
                        .message())
                .isEqualTo("object has missing required properties ([\"endpoint_name_list\"])");
        server.http()
                .send("DELETE", "/endpoints", "{\"endpoint_name_list\": [\"../x\"]}")
                .rejects(400);
        server.http()
                .send("DELETE", "/endpoints", "{\"delete_endpoint_list\": {}}")
                .rejects(400);
    }

    @Test
    void whoLacksThePermissionChangesNothing() {
        server.addUserHolding("viewer", "sagemaker_endpoint:list");
        server.atelier.add(TestEndpoints.endpoint().name("esd-async-test-tmp"));
        server.http()
                .as("viewer")
                .send(
                        "DELETE",
                        "/endpoints",
                        Documents.operation("1.5.0", "DeleteEndpoints").request())
                .rejects(403);
        server.http()
                .as("viewer")
                .send(
                        "POST",
                        "/endpoints",
                        Documents.operation("1.5.0", "CreateEndpoint").request())
                .rejects(403);
        assertThat((List<?>) server.http().get("/endpoints").at("data.endpoints"))
                .hasSize(1);
    }

    @Test
    void anEndpointWithoutRolesIsOpenToAdministratorsOnly() {
        server.addUserHolding("viewer", "sagemaker_endpoint:list");
        Map<String, Object> request = example();
        request.put("assign_to_roles", List.of());

        assertThat(post(request).is(200).at("data.owner_group_or_role")).isEqualTo(List.of());
        assertThat((List<?>) server.http().get("/endpoints").at("data.endpoints"))
                .hasSize(1);
        assertThat((List<?>) server.http().as("viewer").get("/endpoints").at("data.endpoints"))
                .isEmpty();
    }

    @Test
    void rolesAndCountsAreChangedInPlace() {
        Endpoint endpoint = server.atelier.add(TestEndpoints.endpoint().name("esd-async-mine"));

        HttpResult reply = server.http()
                .send(
                        "PUT",
                        "/endpoints/esd-async-mine",
                        "{\"assign_to_roles\": [\"guest\", \"IT Operator\"], \"max_instance_number\": \"5\"}")
                .is(200);

        assertThat(reply.at("data.owner_group_or_role")).isEqualTo(List.of("guest", "IT Operator"));
        assertThat(reply.at("data.max_instance_number")).isEqualTo("5");
        assertThat(reply.at("data.EndpointDeploymentJobId"))
                .isEqualTo(endpoint.id().toString());
        assertThat(server.http().get("/endpoints").is(200).at("data.endpoints.0.owner_group_or_role"))
                .isEqualTo(List.of("guest", "IT Operator"));
        assertThat(server.http().get("/audit").is(200).text()).contains("endpoint.change");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | nothing is to be changed; what can be is assign_to_roles, initial_instance_count",
                "{\"initial_instance_count\": 0} | initial_instance_count",
                "{\"initial_instance_count\": 4} | max_instance_number is 3; allowed is 4 to 1000",
                "{\"assign_to_roles\": \"guest\"} | assign_to_roles",
                "{\"autoscaling_enabled\": 1} | autoscaling_enabled"
            })
    void aChangeThatMakesNoSenseIsRejected(String body, String message) {
        Endpoint endpoint = server.atelier.add(TestEndpoints.endpoint().name("esd-async-mine"));

        assertThat(server.http()
                        .send("PUT", "/endpoints/esd-async-mine", body)
                        .rejects(400)
                        .message())
                .contains(message);

        assertThat(server.atelier.endpoints.find(endpoint.id())).contains(endpoint);
        server.http()
                .send("PUT", "/endpoints/gone", "{\"initial_instance_count\": 1}")
                .rejects(404);
    }

    @Test
    void unknownQueryParametersAreIgnored() {
        server.atelier.add(TestEndpoints.endpoint().name("esd-async-test-tmp"));

        assertThat(server.http()
                        .get("/endpoints?limit=1&utm_source=x&_=17&limits=9")
                        .is(200)
                        .at("data.endpoints"))
                .isEqualTo(server.http().get("/endpoints?limit=1").at("data.endpoints"));
    }

    private static Map<String, Object> example() {
        return Documents.operation("1.5.0", "CreateEndpoint").requestMap();
    }

    private HttpResult post(Map<String, Object> request) {
        return server.http().send("POST", "/endpoints", TestJson.write(request));
    }
}
