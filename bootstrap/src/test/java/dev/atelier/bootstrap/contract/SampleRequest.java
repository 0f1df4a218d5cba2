package dev.atelier.bootstrap.contract;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.atelier.bootstrap.ApiClient;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * A request that can be sent.
 *
 * @param path with the query, if there is one
 * @param body null where there is none
 */
record SampleRequest(String method, String path, ObjectNode body) {

    /** Leaves the request as it is. */
    static final UnaryOperator<SampleRequest> AS_IT_STANDS = sampleRequest -> sampleRequest;

    /** Changes the body, where there is one. */
    static UnaryOperator<SampleRequest> body(Consumer<ObjectNode> change) {
        return sampleRequest -> {
            if (sampleRequest.body != null) {
                change.accept(sampleRequest.body);
            }
            return sampleRequest;
        };
    }

    /** The same request to another path. */
    SampleRequest to(String otherPath) {
        return new SampleRequest(method, otherPath, body);
    }

    ApiClient.Answer play(ApiClient as) {
        return as.call(method, path, body == null ? null : body.toString());
    }
}
