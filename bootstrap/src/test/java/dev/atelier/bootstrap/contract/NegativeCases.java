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

/** Invalid requests to one documented operation of any generation. */
final class NegativeCases {

    /** Operations on resources with an owner. */
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

    private final ContractCall contractCall;

    NegativeCases(ContractCall contractCall) {
        this.contractCall = contractCall;
    }

    Stream<DynamicTest> all(CoverageReport coverageReport) {
        List<DynamicTest> probes = new ArrayList<>();
        if (contractCall.generation == Generation.V2023_07_05 && contractCall.mode.needsUser(contractCall.operation)) {
            return Stream.of(dynamicTest("without a user", this::isNotOfThisGeneration));
        }
        probes.add(dynamicTest("answers its example", () -> answersItsExample(coverageReport)));
        probes.add(dynamicTest("answers it under the stage", this::answersUnderTheStage));
        for (Parameter parameter : Requests.shown(contractCall.operation)) {
            probes.add(dynamicTest("without " + parameter, () -> without(parameter)));
            probes.add(dynamicTest(parameter + " of another type", () -> retyped(parameter)));
        }
        probes.add(dynamicTest("with a wrong key", this::withAWrongKey));
        if (!OPEN_TO_ALL.contains(contractCall.operation.name())) {
            probes.add(dynamicTest("without permission", this::withoutPermission));
        }
        if (OWNED.contains(contractCall.operation.name())) {
            probes.add(dynamicTest(
                    "for a stranger",
                    () -> contractCall.rejects(403, ContractFixture.STRANGER, SampleRequest.AS_IT_STANDS)));
        }
        if (contractCall.generation == Generation.V2023_07_05) {
            new Probes2023(contractCall).addTo(probes);
        } else if (!OPEN_TO_ALL.contains(contractCall.operation.name())) {
            probes.add(dynamicTest("without a user", this::withoutAUser));
            probes.add(dynamicTest(
                    "for a user who does not exist",
                    () -> contractCall.rejects(401, "no such user", SampleRequest.AS_IT_STANDS)));
        }
        return probes.stream();
    }

    private void answersItsExample(CoverageReport coverageReport) {
        ApiClient.Answer answer = contractCall.accepts(ContractFixture.USER, SampleRequest.AS_IT_STANDS);
        List<String> missing = missing(answer);
        coverageReport.write(
                contractCall.generation,
                contractCall.operation,
                contractCall.mode.fields(contractCall.operation).size() - missing.size());
        assertHeld(answer, missing);
    }

    private void answersUnderTheStage() {
        ApiClient.Answer answer = contractCall.accepts(
                ContractFixture.USER, sampleRequest -> sampleRequest.to("/prod" + sampleRequest.path()));
        assertHeld(answer, missing(answer));
    }

    private List<String> missing(ApiClient.Answer answer) {
        JsonNode body = answer.status() == 204 ? null : answer.json();
        List<String> missing = new ArrayList<>();
        contractCall.mode.fields(contractCall.operation).forEach((path, type) -> {
            if (body == null || !DocumentedOperation.holds(body, path, type)) {
                missing.add(String.join(".", path) + " (" + type + ")");
            }
        });
        return missing;
    }

    private void assertHeld(ApiClient.Answer answer, List<String> missing) {
        assertThat(missing)
                .as("documented fields missing from %s", contractCall.describe(answer))
                .isEmpty();
        if (contractCall.mode == Compatibility.DOCUMENTS && answer.status() != 204) {
            assertThat(contractCall.operation.emptiedBy(answer.json()))
                    .as("lists without items in %s", contractCall.describe(answer))
                    .isEmpty();
        }
    }

    private void without(Parameter parameter) {
        UnaryOperator<SampleRequest> change = SampleRequest.body(body -> Requests.remove(body, parameter));
        if (Requests.isDemanded(contractCall.operation, parameter)) {
            String name = parameter.path().get(parameter.path().size() - 1);
            // The 2023-07-05 example completes an upload under its name with this added.
            assertThat(contractCall.rejects(400, ContractFixture.USER, change))
                    .contains(name.replaceFirst("\\.tar$", ""));
        } else if (!isOneOfTwoSpellings()) {
            contractCall.accepts(ContractFixture.USER, change);
        }
    }

    private void retyped(Parameter parameter) {
        UnaryOperator<SampleRequest> change = SampleRequest.body(body -> Requests.retype(body, parameter));
        if (Requests.isIgnored(contractCall.operation, parameter)) {
            contractCall.accepts(ContractFixture.USER, change);
        } else {
            contractCall.rejects(400, ContractFixture.USER, change);
        }
    }

    /** A parameter with two names in a generation is required under either. */
    private boolean isOneOfTwoSpellings() {
        return contractCall.operation.name().equals("DeleteEndpoints");
    }

    private void withAWrongKey() {
        ApiClient.Answer answer = contractCall.sendWithKey("wrong");
        assertThat(answer.status()).as(contractCall.describe(answer)).isEqualTo(403);
        assertThat(answer.json().toString()).isEqualTo("{\"message\":\"Forbidden\"}");
    }

    private void withoutAUser() {
        if (contractCall.mode.needsUser(contractCall.operation)) {
            contractCall.rejects(401, null, SampleRequest.body(body -> body.remove(List.of("user_id", "username"))));
        } else {
            contractCall.accepts(null, SampleRequest.AS_IT_STANDS);
        }
    }

    /** Without a user, a request to an operation that needs one is handled by a later generation. */
    private void isNotOfThisGeneration() {
        contractCall.rejected(401, contractCall.send(null, SampleRequest.AS_IT_STANDS), Generation.V1_5_0.sentence);
    }

    private void withoutPermission() {
        if (contractCall.operation.name().equals("ListUsers")) {
            seesThemselvesAlone();
            return;
        }
        String guest = ContractFixture.guest(contractCall.operation.path());
        assertThat(contractCall.rejects(403, guest, SampleRequest.AS_IT_STANDS))
                .startsWith("User " + guest + " has no permissions: ['");
    }

    /** The list is open to all; what it shows depends on who asks. */
    private void seesThemselvesAlone() {
        String guest = ContractFixture.guest(contractCall.operation.path());
        JsonNode users = contractCall
                .accepts(guest, SampleRequest.AS_IT_STANDS)
                .json()
                .path("data")
                .path("users");
        assertThat(users).hasSize(1);
        assertThat(users.get(0).path("username").asText()).isEqualTo(guest);
    }
}
