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
record Scene(String method, String path, ObjectNode body) {

    /** Leaves the request as it is. */
    static final UnaryOperator<Scene> AS_IT_STANDS = scene -> scene;

    /** Changes the body, where there is one. */
    static UnaryOperator<Scene> body(Consumer<ObjectNode> change) {
        return scene -> {
            if (scene.body != null) {
                change.accept(scene.body);
            }
            return scene;
        };
    }

    /** The same request to another path. */
    Scene to(String otherPath) {
        return new Scene(method, otherPath, body);
    }

    ApiClient.Answer play(ApiClient as) {
        return as.call(method, path, body == null ? null : body.toString());
    }
}
