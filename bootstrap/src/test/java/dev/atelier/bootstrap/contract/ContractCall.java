package dev.atelier.bootstrap.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atelier.bootstrap.ApiClient;
import dev.atelier.bootstrap.DocumentedOperation;
import java.util.function.UnaryOperator;

/** Sends a documented request, verbatim or changed, and checks the response. */
final class ContractCall {

    final Compatibility mode;
    final Generation generation;
    final DocumentedOperation operation;

    private final FixtureSetup fixtureSetup;
    private final ApiClient client;

    ContractCall(
            FixtureSetup fixtureSetup,
            ApiClient client,
            Compatibility mode,
            Generation generation,
            DocumentedOperation operation) {
        this.fixtureSetup = fixtureSetup;
        this.client = client;
        this.mode = mode;
        this.generation = generation;
        this.operation = operation;
    }

    /** The response for the user; null: without a user name. */
    ApiClient.Answer send(String user, UnaryOperator<SampleRequest> change) {
        return sendAs(generation.as(client, user), change);
    }

    ApiClient.Answer sendWithKey(String key) {
        return sendAs(generation.as(client, ContractFixture.USER).with("x-api-key", key), SampleRequest.AS_IT_STANDS);
    }

    private ApiClient.Answer sendAs(ApiClient as, UnaryOperator<SampleRequest> change) {
        SampleRequest sampleRequest = change.apply(fixtureSetup.before(operation));
        ApiClient.Answer answer = sampleRequest.play(generation.typed(as, sampleRequest));
        fixtureSetup.after(operation, answer);
        return answer;
    }

    /** Sends the request and asserts that it succeeds as documented. */
    ApiClient.Answer accepts(String user, UnaryOperator<SampleRequest> change) {
        ApiClient.Answer answer = send(user, change);
        assertThat(answer.status()).as(describe(answer)).isEqualTo(mode.status(operation));
        assertThat(answer.raw().headers().firstValue("x-api-version")).contains("1.5.0");
        assertThat(answer.raw().headers().firstValue("Access-Control-Allow-Origin"))
                .contains("*");
        if (answer.status() == 204) {
            assertThat(answer.raw().body()).isEmpty();
        } else if (answer.json().has("statusCode")) {
            assertThat(answer.json().path("statusCode").asInt()).isEqualTo(answer.status());
        }
        return answer;
    }

    /** Sends the request and asserts an error response of its generation; returns the message. */
    String rejects(int status, String user, UnaryOperator<SampleRequest> change) {
        return rejected(status, send(user, change), generation.sentence);
    }

    /** Asserts such an error response, with the message in the field of that name. */
    String rejected(int status, ApiClient.Answer answer, String sentence) {
        assertThat(answer.status()).as(describe(answer)).isEqualTo(status);
        JsonNode body = answer.json();
        assertThat(body.path("statusCode").isInt()).as(describe(answer)).isTrue();
        assertThat(body.path("statusCode").asInt()).isEqualTo(status);
        assertThat(body.path(sentence).isTextual()).as(describe(answer)).isTrue();
        assertThat(body.path(sentence).asText()).isNotBlank();
        return body.path(sentence).asText();
    }

    String describe(ApiClient.Answer answer) {
        return generation + " " + operation.name() + ": "
                + new String(answer.raw().body());
    }
}
