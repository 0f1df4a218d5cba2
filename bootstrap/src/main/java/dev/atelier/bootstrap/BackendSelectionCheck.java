package dev.atelier.bootstrap;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Value;
import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import java.util.List;

/** Fails startup on an unknown backend or store. Runs first, because otherwise the error would be a missing bean. */
@Context
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BackendSelectionCheck {

    BackendSelectionCheck(@Value("${atelier.backend}") String backend, @Value("${atelier.store}") String store) {
        require("atelier.backend", backend, List.of("local-gpu", "sagemaker"));
        require("atelier.store", store, List.of("file", "s3"));
        if (backend.equals("sagemaker") && !store.equals("s3")) {
            throw new IllegalArgumentException(
                    "atelier.backend is sagemaker, so atelier.store (ATELIER_STORE) has to be s3:"
                            + " endpoints and trainings fetch and put their files there");
        }
    }

    private static void require(String setting, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(
                    setting + " is " + value + "; allowed is " + String.join(" or ", allowed));
        }
    }
}
