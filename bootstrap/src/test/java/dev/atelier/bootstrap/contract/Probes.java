package dev.atelier.bootstrap.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation;
import dev.atelier.bootstrap.DocumentedOperation.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What is tried on one documented operation. */
final class Probes {

    /** Operations on things that belong to somebody. */
    private static final Set<String> OWNED = Set.of("StartInferenceJob", "GetInferenceJob", "GetTrainingJobStatus");

    private static final Consumer<ObjectNode> AS_IT_STANDS = body -> {};

    private final Stage stage;
    private final ApiClient client;
    private final Compatibility mode;
    private final Generation generation;
    private final DocumentedOperation operation;

    Probes(Stage stage, ApiClient client, Compatibility mode, Generation generation, DocumentedOperation operation) {
        this.stage = stage;
        this.client = client;
        this.mode = mode;
        this.generation = generation;
        this.operation = operation;
    }

    Stream<DynamicTest> all(Ledger ledger) {
        List<DynamicTest> probes = new ArrayList<>();
        probes.add(dynamicTest("answers its example", () -> answersItsExample(ledger)));
        for (Parameter parameter : Requests.shown(operation)) {
            probes.add(dynamicTest("without " + parameter, () -> without(parameter)));
            probes.add(dynamicTest(parameter + " of another type", () -> retyped(parameter)));
        }
        probes.add(dynamicTest("with a wrong key", this::withAWrongKey));
        if (!operation.name().equals("Ping")) {
            probes.add(dynamicTest("for nobody", this::forNobody));
            probes.add(dynamicTest("for a user who does not exist", () -> refuses(401, "no such user", AS_IT_STANDS)));
            probes.add(dynamicTest("without permission", this::withoutPermission));
        }
        if (OWNED.contains(operation.name())) {
            probes.add(dynamicTest("for a stranger", () -> refuses(403, Stage.STRANGER, AS_IT_STANDS)));
        }
        return probes.stream();
    }

    private void answersItsExample(Ledger ledger) {
        ApiClient.Answer answer = send(Stage.USER, AS_IT_STANDS);
        accepted(answer);
        JsonNode body = answer.status() == 204 ? null : answer.json();
        List<String> missing = new ArrayList<>();
        operation.fields().forEach((path, type) -> {
            if (body == null || !DocumentedOperation.holds(body, path, type)) {
                missing.add(String.join(".", path) + " (" + type + ")");
            }
        });
        ledger.write(generation, operation, operation.fields().size() - missing.size());
        assertThat(missing)
                .as("documented fields missing from %s", said(answer))
                .isEmpty();
    }

    private void without(Parameter parameter) {
        Consumer<ObjectNode> change = body -> Requests.remove(body, parameter);
        if (Requests.isDemanded(operation, parameter)) {
            assertThat(refuses(400, Stage.USER, change))
                    .contains(parameter.path().get(parameter.path().size() - 1));
        } else if (!isOneOfTwoSpellings()) {
            accepted(send(Stage.USER, change));
        }
    }

    private void retyped(Parameter parameter) {
        Consumer<ObjectNode> change = body -> Requests.retype(body, parameter);
        if (Requests.isIgnored(operation, parameter)) {
            accepted(send(Stage.USER, change));
        } else {
            refuses(400, Stage.USER, change);
        }
    }

    /** What a generation calls otherwise is not demanded under either name, but one of them is. */
    private boolean isOneOfTwoSpellings() {
        return operation.name().equals("DeleteEndpoints");
    }

    private void withAWrongKey() {
        ApiClient.Answer answer = sendAs(generation.as(client, Stage.USER).with("x-api-key", "wrong"), AS_IT_STANDS);
        assertThat(answer.status()).as(said(answer)).isEqualTo(403);
        assertThat(answer.json().toString()).isEqualTo("{\"message\":\"Forbidden\"}");
    }

    private void forNobody() {
        if (mode.needsUser(operation)) {
            refuses(401, null, body -> body.remove("user_id"));
        } else {
            accepted(send(null, AS_IT_STANDS));
        }
    }

    private void withoutPermission() {
        if (operation.name().equals("ListUsers")) {
            seesThemselvesAlone();
            return;
        }
        String guest = Stage.guest(operation.path());
        assertThat(refuses(403, guest, AS_IT_STANDS)).startsWith("User " + guest + " has no permissions: ['");
    }

    /** The list is open to all; what it shows depends on who asks. */
    private void seesThemselvesAlone() {
        ApiClient.Answer answer = send(Stage.guest(operation.path()), AS_IT_STANDS);
        accepted(answer);
        assertThat(answer.json().path("data").path("users")).hasSize(1);
        assertThat(answer.json()
                        .path("data")
                        .path("users")
                        .get(0)
                        .path("username")
                        .asText())
                .isEqualTo(Stage.guest(operation.path()));
    }

    private void accepted(ApiClient.Answer answer) {
        assertThat(answer.status()).as(said(answer)).isEqualTo(mode.status(operation));
        assertThat(answer.raw().headers().firstValue("x-api-version")).contains("1.5.0");
        assertThat(answer.raw().headers().firstValue("Access-Control-Allow-Origin"))
                .contains("*");
        if (answer.status() == 204) {
            assertThat(answer.raw().body()).isEmpty();
        } else if (answer.json().has("statusCode")) {
            assertThat(answer.json().path("statusCode").asInt()).isEqualTo(answer.status());
        }
    }

    /** Asserts the refusal in its envelope; answers the message. */
    private String refuses(int status, String user, Consumer<ObjectNode> change) {
        ApiClient.Answer answer = send(user, change);
        assertThat(answer.status()).as(said(answer)).isEqualTo(status);
        assertThat(answer.json().path("statusCode").asInt()).isEqualTo(status);
        assertThat(answer.json().path("message").asText()).isNotBlank();
        return answer.json().path("message").asText();
    }

    private ApiClient.Answer send(String user, Consumer<ObjectNode> change) {
        return sendAs(generation.as(client, user), change);
    }

    private ApiClient.Answer sendAs(ApiClient as, Consumer<ObjectNode> change) {
        Stage.Scene scene = stage.before(operation);
        if (scene.body() != null) {
            change.accept(scene.body());
        }
        ApiClient.Answer answer = scene.play(as);
        stage.after(operation, answer);
        return answer;
    }

    private String said(ApiClient.Answer answer) {
        return generation + " " + operation.name() + ": "
                + new String(answer.raw().body());
    }
}
