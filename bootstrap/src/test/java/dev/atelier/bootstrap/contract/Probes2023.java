package dev.atelier.bootstrap.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation.Parameter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** Further requests to an operation of the 2023-07-05 generation: queries, missing bodies and unknown ids. */
final class Probes2023 {

    /** Without the parameter, or with an unknown id, these return an empty list. */
    private static final Set<String> OUTPUTS =
            Set.of("GET /inference/get-inference-job-image-output", "GET /inference/get-inference-job-param-output");

    /** Parameters that refer to a resource that must exist, and the status for a missing one. */
    private static final Map<String, Integer> NAMES_IN_BODIES = Map.of(
            "model_id", 404,
            "checkpoint_id", 404,
            "train_job_id", 404,
            "dataset_name", 404,
            "sagemaker_endpoint_name", 400);

    /** Two values of each list parameter; the first matches a resource of the fixture. */
    private static final Map<String, List<String>> FILTERS = Map.of(
            "types", List.of("Stable-diffusion", "Lora"),
            "status", List.of("Active", "Disabled"),
            "dataset_status", List.of("Enabled", "Disabled"));

    private final ContractCall contractCall;

    Probes2023(ContractCall contractCall) {
        this.contractCall = contractCall;
    }

    void addTo(List<DynamicTest> probes) {
        for (Parameter parameter : contractCall.operation.parameters()) {
            if (parameter.in().equals("query")) {
                addTo(probes, parameter);
            }
        }
        if (contractCall.operation.request() != null) {
            probes.add(dynamicTest("without a body", this::withoutABody));
            if (!contractCall.operation.method().equals("POST") || isInference()) {
                probes.add(dynamicTest("naming what is not there", this::namingWhatIsNotThere));
            }
        }
        if (contractCall.operation.requestDefaults() != null) {
            probes.add(dynamicTest("with every default written out", this::withEveryDefault));
        }
        if (contractCall.operation.path().equals("/{dataset_name}/data")) {
            probes.add(dynamicTest(
                    "naming what is not there",
                    () -> contractCall.rejects(
                            404, ContractFixture.USER, sampleRequest -> sampleRequest.to("/no-such-dataset/data"))));
        }
        if (contractCall.operation.path().endsWith("/deploy-sagemaker-endpoint")) {
            probes.add(dynamicTest("as pasted from the document", this::asPasted));
        }
    }

    private void addTo(List<DynamicTest> probes, Parameter parameter) {
        String name = parameter.toString();
        if (parameter.type().startsWith("[")) {
            probes.add(dynamicTest(name + " in every serialisation", () -> everySerialisation(name)));
        } else if (parameter.required() || isOutput()) {
            probes.add(dynamicTest("without " + name, () -> withoutParameter(name)));
        }
        if (name.equals("jobID")) {
            probes.add(dynamicTest("naming what is not there", () -> unknownId(name)));
        }
    }

    private boolean isInference() {
        return contractCall.operation.path().equals("/inference-api/inference");
    }

    private boolean isOutput() {
        return OUTPUTS.contains(contractCall.operation.name());
    }

    /** As {@code requests} writes a list, with and without brackets in its name, brackets as they are, and commas. */
    private void everySerialisation(String name) {
        String wanted = FILTERS.get(name).get(0);
        String other = FILTERS.get(name).get(1);
        Set<String> ofWanted = ids(query(name, wanted));
        Set<String> ofOther = ids(query(name, other));
        assertThat(ofWanted).isNotEmpty();
        assertThat(Collections.disjoint(ofWanted, ofOther)).isTrue();

        Set<String> ofBoth = new TreeSet<>(ofWanted);
        ofBoth.addAll(ofOther);
        assertThat(Stream.of(
                        query(name, wanted) + "&" + query(name, other),
                        query(name + "[]", wanted) + "&" + query(name + "[]", other),
                        name + "[]=" + wanted + "&" + name + "[]=" + other,
                        query(name, wanted + "," + other),
                        name + "=" + wanted + "," + other))
                .allSatisfy(query -> assertThat(ids(query)).as(query).isEqualTo(ofBoth));

        contractCall.rejects(400, ContractFixture.USER, asking(query(name, "something else")));
    }

    private Set<String> ids(String query) {
        JsonNode answer =
                contractCall.accepts(ContractFixture.USER, asking(query)).json();
        Set<String> ids = new TreeSet<>();
        for (JsonNode list : answer) {
            list.forEach(item ->
                    ids.add(item.path(item.has("id") ? "id" : "datasetName").asText()));
        }
        return ids;
    }

    private static String query(String name, String value) {
        Function<String, String> encoded = text -> URLEncoder.encode(text, StandardCharsets.UTF_8);
        return encoded.apply(name) + "=" + encoded.apply(value);
    }

    private static UnaryOperator<SampleRequest> asking(String query) {
        return sampleRequest ->
                sampleRequest.to(sampleRequest.path().replaceFirst("\\?.*", "") + (query.isEmpty() ? "" : "?" + query));
    }

    private void withoutParameter(String name) {
        if (isOutput()) {
            assertThat(contractCall.accepts(ContractFixture.USER, asking("")).json())
                    .isEmpty();
        } else {
            JsonNode detail = detail(contractCall.send(ContractFixture.USER, asking("")), name);
            assertThat(detail.path("msg").asText()).isEqualTo("field required");
            assertThat(detail.path("type").asText()).isEqualTo("value_error.missing");
        }
    }

    private void unknownId(String name) {
        for (String id : List.of(UUID.randomUUID().toString(), "string")) {
            if (isOutput()) {
                assertThat(contractCall
                                .accepts(ContractFixture.USER, asking(query(name, id)))
                                .json())
                        .isEmpty();
            } else {
                assertThat(detail(contractCall.send(ContractFixture.USER, asking(query(name, id))), name)
                                .path("msg")
                                .asText())
                        .contains(id);
            }
        }
    }

    /** Asserts a 422 about this parameter of the query; returns its detail. */
    private JsonNode detail(ApiClient.Answer answer, String name) {
        assertThat(answer.status()).as(contractCall.describe(answer)).isEqualTo(422);
        JsonNode detail = answer.json().path("detail");
        assertThat(detail.isArray()).as(contractCall.describe(answer)).isTrue();
        assertThat(detail).hasSize(1);
        assertThat(detail.get(0).path("loc").toString()).isEqualTo("[\"query\",\"" + name + "\"]");
        assertThat(detail.get(0).path("msg").asText()).isNotBlank();
        assertThat(detail.get(0).path("type").asText()).startsWith("value_error");
        return detail.get(0);
    }

    /** So do some of the document's samples. */
    private void withoutABody() {
        contractCall.rejects(
                400,
                ContractFixture.USER,
                sampleRequest -> new SampleRequest(sampleRequest.method(), sampleRequest.path(), null));
    }

    private void namingWhatIsNotThere() {
        NAMES_IN_BODIES.forEach((name, status) -> {
            if (Requests.example(contractCall.operation).has(name)) {
                contractCall.rejects(
                        status,
                        ContractFixture.USER,
                        SampleRequest.body(
                                body -> body.put(name, UUID.randomUUID().toString())));
            }
        });
    }

    private void withEveryDefault() {
        JsonNode answer = contractCall
                .accepts(ContractFixture.USER, SampleRequest.body(body -> {
                    JsonNode given = body.deepCopy();
                    body.setAll(Requests.parse(contractCall.operation.requestDefaults()));
                    given.properties().forEach(entry -> body.set(entry.getKey(), entry.getValue()));
                }))
                .json();
        assertThat(answer.path("status").asText()).isEqualTo("inprogress");
    }

    /** The example lists the choices in one string, for people to pick from. */
    private void asPasted() {
        assertThat(contractCall.rejects(
                        400,
                        ContractFixture.USER,
                        SampleRequest.body(body -> body.setAll(Requests.example(contractCall.operation)))))
                .contains("instance_type");
    }
}
