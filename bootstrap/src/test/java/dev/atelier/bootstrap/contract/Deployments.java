package dev.atelier.bootstrap.contract;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation;
import java.time.Duration;

/** Endpoints created by the requests of the 2023-07-05 document. */
final class Deployments {

    private static final String DEPLOY = "/inference/deploy-sagemaker-endpoint";

    private final ApiClient client;
    private JsonNode any;

    Deployments(ApiClient client) {
        this.client = client;
    }

    /** One that serves; it stays. */
    JsonNode any() {
        if (any == null) {
            any = deploy();
        }
        return any;
    }

    /** Another one, which serves. */
    JsonNode deploy() {
        ObjectNode body = Requests.example(DocumentedOperation.of("2023-07-05", "POST", DEPLOY));
        fillIn(body);
        SuccessfulCalls.done(client, "POST", DEPLOY, body);
        String name = name(newest());
        return await().atMost(ContractFixture.TIMEOUT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> find(name), found -> found.path("status").asText().equals("success"));
    }

    /** Of the choices that the example lists, one of each. */
    static void fillIn(ObjectNode body) {
        body.put("instance_type", "ml.g4dn.2xlarge").put("initial_instance_count", "1");
    }

    JsonNode newest() {
        return all().get(0);
    }

    static String name(JsonNode deployment) {
        return deployment.path("endpoint_name").asText();
    }

    private JsonNode find(String name) {
        for (JsonNode found : all()) {
            if (name(found).equals(name)) {
                return found;
            }
        }
        throw new AssertionError("there is no endpoint " + name);
    }

    private JsonNode all() {
        return SuccessfulCalls.done(client, "GET", "/inference/list-endpoint-deployment-jobs", null);
    }
}
