package dev.atelier.rest.endpoint.v2023;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.application.access.InitializeAccessControl;
import dev.atelier.application.testing.SettableClock;
import dev.atelier.application.testing.TestEndpoints;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.endpoint.Endpoint;
import dev.atelier.domain.endpoint.EndpointName;
import dev.atelier.domain.endpoint.EndpointStatus;
import dev.atelier.domain.endpoint.InferenceType;
import dev.atelier.rest.testing.Http;
import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentOperationsTest {

    private static final String DEPLOY = "/inference/deploy-sagemaker-endpoint";
    private static final String DELETE = "/inference/delete-sagemaker-endpoint";
    private static final String LIST = "/inference/list-endpoint-deployment-jobs";
    private static final String GET = "/inference/get-endpoint-deployment-job";

    private RestServer server;
    private Http client;

    @BeforeEach
    void start() {
        server = RestServer.start();
        client = server.keyOnly();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "2"})
    void aDeploymentIsAnsweredWithNullAndFoundInTheList(String count) {
        HttpResult reply = deploy("ml.g4dn.2xlarge", count);

        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text()).isEqualTo("null");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
        Map<String, Object> job = onlyJob();
        String id = (String) job.get("EndpointDeploymentJobId");
        assertThat(job)
                .containsEntry("status", "inprogress")
                .containsEntry("endpoint_status", "Creating")
                .containsEntry("endpoint_name", "infer-endpoint-" + id.substring(0, 7))
                .containsEntry("startTime", "2026-03-04 05:06:07.123456")
                .containsEntry("endTime", null)
                .containsEntry("error", null);
        Endpoint endpoint = stored(job);
        assertThat(endpoint.type()).isEqualTo(InferenceType.ASYNC);
        assertThat(endpoint.instanceType()).isEqualTo("ml.g4dn.2xlarge");
        assertThat(endpoint.counts().initial()).isEqualTo(2);
        assertThat(endpoint.counts().autoscaling()).isFalse();
        assertThat(endpoint.roles()).containsExactly(InitializeAccessControl.OPERATOR.value());
        assertThat(endpoint.creator()).isEqualTo(InitializeAccessControl.BUILT_IN_USER);
        assertThat(server.atelier.backend.endpoints()).containsExactly(endpoint.id());
    }

    @Test
    void whatLaterVersionsTakeIsTakenHereToo() {
        client.send("POST", DEPLOY, """
                        {"instance_type": "ml.g5.2xlarge", "initial_instance_count": 1, "endpoint_name": "test",
                         "autoscaling_enabled": true, "max_instance_number": "3", "assign_to_roles": ["byoc"]}""").value(200);

        Endpoint endpoint = stored(onlyJob());
        assertThat(endpoint.name()).hasToString("esd-async-test");
        assertThat(endpoint.counts().autoscaling()).isTrue();
        assertThat(endpoint.counts().max()).isEqualTo(3);
        assertThat(endpoint.roles()).containsExactly("byoc");
    }

    @Test
    void whatThePagesExampleLeavesToChooseIsToBeChosen() {
        assertThat(deploy("ml.g4dn.xlarge | ml.g4dn.2xlarge | ml.g4dn.4xlarge", "1")
                        .rejects2023(400)
                        .at("error"))
                .isEqualTo(
                        "instance_type should be one instance type, for example ml.g4dn.xlarge, not several to choose"
                                + " from: \"ml.g4dn.xlarge | ml.g4dn.2xlarge | ml.g4dn.4xlarge\"");
        assertThat(deploy("ml.g4dn.xlarge", "\"1|2|3|4\"").rejects2023(400).at("error"))
                .isEqualTo("initial_instance_count should be a whole number of at least 1, not \"1|2|3|4\"");
        assertNothingDeployed();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "instance_type; 7",
                "instance_type; \"\"",
                "instance_type; \"ml g4dn\"",
                "instance_type; null",
                "initial_instance_count; \"two\"",
                "initial_instance_count; \"\"",
                "initial_instance_count; 0",
                "initial_instance_count; 1.5",
                "initial_instance_count; null",
                "autoscaling_enabled; \"yes\"",
                "assign_to_roles; \"byoc\"",
                "endpoint_name; \"a/b\""
            })
    void whatMakesNoSenseIsRejectedAndNothingIsDeployed(String property, String json) {
        Map<String, String> body =
                new HashMap<>(Map.of("instance_type", "\"ml.g4dn.xlarge\"", "initial_instance_count", "\"1\""));
        body.put(property, json);
        List<String> members = body.entrySet().stream()
                .map(member -> "\"" + member.getKey() + "\": " + member.getValue())
                .toList();

        HttpResult reply = client.send("POST", DEPLOY, "{" + String.join(", ", members) + "}");

        assertThat((String) reply.rejects2023(400).at("error"))
                .containsAnyOf(property, property.replace('_', ' '))
                .hasSizeLessThan(300);
        assertNothingDeployed();
    }

    @Test
    void moreThanThereCanBeIsRejectedInTheBackendsWords() {
        server.atelier.backend.reject(new InvalidRequestException("ResourceLimitExceeded: 9 asked, 1 there"));
        assertThat((String) deploy("ml.g4dn.xlarge", "9").rejects2023(400).at("error"))
                .contains("ResourceLimitExceeded");
        assertNothingDeployed();
    }

    @Test
    void everyStateIsReturnedInTheWordsOfTheDocument() {
        Endpoint serving = server.atelier.add(TestEndpoints.endpoint());
        Endpoint updating = server.atelier.add(TestEndpoints.endpoint().status(EndpointStatus.UPDATING));
        Endpoint failed = server.atelier.add(TestEndpoints.endpoint().status(EndpointStatus.FAILED));

        assertThat(get(serving))
                .containsEntry("EndpointDeploymentJobId", serving.id().toString())
                .containsEntry("startTime", "2026-03-04 05:06:07.123456")
                .containsEntry("endTime", "2026-03-04 05:11:07.123456")
                .containsEntry("endpoint_name", serving.name().value())
                .containsEntry("endpoint_status", "InService")
                .containsEntry("status", "success");
        assertThat(get(updating)).containsEntry("status", "success");
        assertThat(get(failed)).containsEntry("status", "failed").containsEntry("error", "no capacity");
    }

    @Test
    void aDeploymentNeedsAnIdThatThereIs() {
        assertThat(client.get(GET).invalidates("jobID"))
                .isEqualTo(Map.of("msg", "field required", "type", "value_error.missing"));
        String unknown = UUID.randomUUID().toString();
        assertThat(client.get(GET + "?jobID=" + unknown).invalidates("jobID"))
                .isEqualTo(
                        Map.of("msg", "endpoint deployment with id " + unknown + " not found", "type", "value_error"));
        client.get(GET + "?jobID=string").invalidates("jobID");
    }

    @Test
    void theListIsNewestFirstAndGoesOnByItsLink() {
        for (int age = 0; age < 3; age++) {
            server.atelier.add(
                    TestEndpoints.endpoint().name("e-" + age).createdAt(SettableClock.START.minusSeconds(age)));
        }
        HttpResult all = client.get(LIST);
        assertThat(names(all)).containsExactly("e-0", "e-1", "e-2");
        assertThat(all.header("Link")).isNull();

        HttpResult first = client.get(LIST + "?limit=2");
        assertThat(names(first)).containsExactly("e-0", "e-1");
        assertThat(first.next()).startsWith("?limit=2&exclusive_start_key=");
        HttpResult rest = client.get(LIST + first.next());
        assertThat(names(rest)).containsExactly("e-2");
        assertThat(rest.header("Link")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=ten", "exclusive_start_key=nonsense"})
    void aQueryThatMakesNoSenseIsRejected(String query) {
        client.get(LIST + "?" + query).rejects2023(400);
    }

    @Test
    void whatIsNotOpenToTheCallerIsNotShown() {
        server.addUserHolding("ann", "sagemaker_endpoint:all");
        Endpoint own = server.atelier.add(TestEndpoints.endpoint().openTo("ann"));
        Endpoint others = server.atelier.add(TestEndpoints.endpoint().by("bob"));

        assertThat(names(client.as("ann").get(LIST))).containsExactly(own.name().value());
        client.as("ann").get(GET + "?jobID=" + others.id()).invalidates("jobID");
        client.as("ann")
                .send("POST", DELETE, "{\"delete_endpoint_list\": [\"" + others.name() + "\"]}")
                .rejects2023(403);
        assertThat(server.atelier.endpoints.find(others.id())).isPresent();
    }

    @Test
    void deletingIsAnsweredWithNullWhateverThereWas() {
        Endpoint endpoint = server.atelier.add(TestEndpoints.endpoint().name("infer-endpoint-cb821ea"));
        for (int round = 0; round < 2; round++) {
            HttpResult reply = delete("infer-endpoint-cb821ea", "infer-endpoint-YYYYYY");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.text()).isEqualTo("null");
        }
        assertThat(server.atelier.endpoints.find(endpoint.id())).isEmpty();
    }

    @Test
    void whatIsStillCreatingIsNotDeletedNorAnythingWithIt() {
        Endpoint serving = server.atelier.add(TestEndpoints.endpoint());
        Endpoint creating = server.atelier.add(TestEndpoints.endpoint().status(EndpointStatus.CREATING));

        HttpResult reply =
                delete(serving.name().value(), creating.name().value()).rejects2023(400);

        assertThat((String) reply.at("error")).startsWith("endpoint " + creating.name() + " is Creating");
        assertThat(server.atelier.endpoints.find(serving.id())).isPresent();
        assertThat(server.atelier.endpoints.find(creating.id())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"delete_endpoint_list\": \"infer-endpoint-XXXXXX\"}",
                "{\"delete_endpoint_list\": [7]}",
                "{\"delete_endpoint_list\": [\"../x\"]}"
            })
    void aDeletionThatMakesNoSenseIsRejected(String body) {
        client.send("POST", DELETE, body).rejects2023(400);
    }

    private HttpResult deploy(String instanceType, String count) {
        return client.send(
                "POST",
                DEPLOY,
                "{\"instance_type\": \"" + instanceType + "\", \"initial_instance_count\": " + count + "}");
    }

    private HttpResult delete(String... names) {
        return client.send("POST", DELETE, "{\"delete_endpoint_list\": [\"" + String.join("\", \"", names) + "\"]}");
    }

    private Map<String, Object> get(Endpoint endpoint) {
        return client.get(GET + "?jobID=" + endpoint.id()).object();
    }

    private Map<String, Object> onlyJob() {
        List<Map<String, Object>> jobs = client.get(LIST).list();
        assertThat(jobs).hasSize(1);
        return jobs.get(0);
    }

    private Endpoint stored(Map<String, Object> job) {
        return server.atelier
                .endpoints
                .find(new EndpointName((String) job.get("endpoint_name")))
                .orElseThrow();
    }

    private void assertNothingDeployed() {
        assertThat(client.get(LIST).text()).isEqualTo("[]");
        assertThat(server.atelier.backend.endpoints()).isEmpty();
    }

    private static List<Object> names(HttpResult reply) {
        List<Map<String, Object>> jobs = reply.list();
        return jobs.stream().map(job -> job.get("endpoint_name")).toList();
    }
}
