package dev.atelier.bootstrap.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.bootstrap.ApiClient;

/** Calls of the 2023-07-05 generation that must succeed. */
final class SuccessfulCalls {

    private SuccessfulCalls() {}

    /** The response. */
    static JsonNode done(ApiClient client, String method, String path, ObjectNode body) {
        ApiClient.Answer answer = client.call(method, path, body == null ? null : body.toString());
        assertThat(answer.status())
                .as("%s %s: %s", method, path, new String(answer.raw().body()))
                .isEqualTo(200);
        return answer.json();
    }
}
