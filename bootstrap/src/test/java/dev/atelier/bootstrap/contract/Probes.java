package dev.atelier.bootstrap.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation;
import dev.atelier.bootstrap.DocumentedOperation.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What is tried on one documented operation, of whatever generation. */
final class Probes {

    /** Operations on things that belong to somebody. */
    private static final Set<String> OWNED = Set.of(
            "StartInferenceJob",
            "GetInferenceJob",
            "GetTrainingJobStatus",
            "GET /inference/get-inference-job",
            "GET /inference/get-inference-job-image-output",
            "GET /inference/get-inference-job-param-output",
            "PUT /model",
            "PUT /checkpoint",
            "PUT /train");

    private static final Set<String> OPEN_TO_ALL = Set.of("Ping", "GET /inference/test-connection");

    private final Trial trial;

    Probes(Trial trial) {
        this.trial = trial;
    }

    Stream<DynamicTest> all(Ledger ledger) {
        List<DynamicTest> probes = new ArrayList<>();
        if (trial.generation == Generation.V2023_07_05 && trial.mode.needsUser(trial.operation)) {
            return Stream.of(dynamicTest("for nobody", this::isNotOfThisGeneration));
        }
        probes.add(dynamicTest("answers its example", () -> answersItsExample(ledger)));
        probes.add(dynamicTest("answers it under the stage", this::answersUnderTheStage));
        for (Parameter parameter : Requests.shown(trial.operation)) {
            probes.add(dynamicTest("without " + parameter, () -> without(parameter)));
            probes.add(dynamicTest(parameter + " of another type", () -> retyped(parameter)));
        }
        probes.add(dynamicTest("with a wrong key", this::withAWrongKey));
        if (!OPEN_TO_ALL.contains(trial.operation.name())) {
            probes.add(dynamicTest("without permission", this::withoutPermission));
        }
        if (OWNED.contains(trial.operation.name())) {
            probes.add(dynamicTest("for a stranger", () -> trial.refuses(403, Stage.STRANGER, Scene.AS_IT_STANDS)));
        }
        if (trial.generation == Generation.V2023_07_05) {
            new Probes2023(trial).addTo(probes);
        } else if (!OPEN_TO_ALL.contains(trial.operation.name())) {
            probes.add(dynamicTest("for nobody", this::forNobody));
            probes.add(dynamicTest(
                    "for a user who does not exist", () -> trial.refuses(401, "no such user", Scene.AS_IT_STANDS)));
        }
        return probes.stream();
    }

    private void answersItsExample(Ledger ledger) {
        ApiClient.Answer answer = trial.accepts(Stage.USER, Scene.AS_IT_STANDS);
        List<String> missing = missing(answer);
        ledger.write(
                trial.generation,
                trial.operation,
                trial.mode.fields(trial.operation).size() - missing.size());
        assertHeld(answer, missing);
    }

    private void answersUnderTheStage() {
        ApiClient.Answer answer = trial.accepts(Stage.USER, scene -> scene.to("/prod" + scene.path()));
        assertHeld(answer, missing(answer));
    }

    private List<String> missing(ApiClient.Answer answer) {
        JsonNode body = answer.status() == 204 ? null : answer.json();
        List<String> missing = new ArrayList<>();
        trial.mode.fields(trial.operation).forEach((path, type) -> {
            if (body == null || !DocumentedOperation.holds(body, path, type)) {
                missing.add(String.join(".", path) + " (" + type + ")");
            }
        });
        return missing;
    }

    private void assertHeld(ApiClient.Answer answer, List<String> missing) {
        assertThat(missing)
                .as("documented fields missing from %s", trial.said(answer))
                .isEmpty();
        if (trial.mode == Compatibility.DOCUMENTS && answer.status() != 204) {
            assertThat(trial.operation.emptiedBy(answer.json()))
                    .as("lists without items in %s", trial.said(answer))
                    .isEmpty();
        }
    }

    private void without(Parameter parameter) {
        UnaryOperator<Scene> change = Scene.body(body -> Requests.remove(body, parameter));
        if (Requests.isDemanded(trial.operation, parameter)) {
            String name = parameter.path().get(parameter.path().size() - 1);
            // The 2023-07-05 example completes an upload under its name with this added.
            assertThat(trial.refuses(400, Stage.USER, change)).contains(name.replaceFirst("\\.tar$", ""));
        } else if (!isOneOfTwoSpellings()) {
            trial.accepts(Stage.USER, change);
        }
    }

    private void retyped(Parameter parameter) {
        UnaryOperator<Scene> change = Scene.body(body -> Requests.retype(body, parameter));
        if (Requests.isIgnored(trial.operation, parameter)) {
            trial.accepts(Stage.USER, change);
        } else {
            trial.refuses(400, Stage.USER, change);
        }
    }

    /** What a generation calls otherwise is not demanded under either name, but one of them is. */
    private boolean isOneOfTwoSpellings() {
        return trial.operation.name().equals("DeleteEndpoints");
    }

    private void withAWrongKey() {
        ApiClient.Answer answer = trial.sendWithKey("wrong");
        assertThat(answer.status()).as(trial.said(answer)).isEqualTo(403);
        assertThat(answer.json().toString()).isEqualTo("{\"message\":\"Forbidden\"}");
    }

    private void forNobody() {
        if (trial.mode.needsUser(trial.operation)) {
            trial.refuses(401, null, Scene.body(body -> body.remove("user_id")));
        } else {
            trial.accepts(null, Scene.AS_IT_STANDS);
        }
    }

    /** Where nobody is asked for, and somebody is needed, a later generation answers. */
    private void isNotOfThisGeneration() {
        trial.refused(401, trial.send(null, Scene.AS_IT_STANDS), Generation.V1_5_0.sentence);
    }

    private void withoutPermission() {
        if (trial.operation.name().equals("ListUsers")) {
            seesThemselvesAlone();
            return;
        }
        String guest = Stage.guest(trial.operation.path());
        assertThat(trial.refuses(403, guest, Scene.AS_IT_STANDS))
                .startsWith("User " + guest + " has no permissions: ['");
    }

    /** The list is open to all; what it shows depends on who asks. */
    private void seesThemselvesAlone() {
        String guest = Stage.guest(trial.operation.path());
        JsonNode users =
                trial.accepts(guest, Scene.AS_IT_STANDS).json().path("data").path("users");
        assertThat(users).hasSize(1);
        assertThat(users.get(0).path("username").asText()).isEqualTo(guest);
    }
}
