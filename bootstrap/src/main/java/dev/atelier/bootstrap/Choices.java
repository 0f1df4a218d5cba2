package dev.atelier.bootstrap;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Value;
import java.util.List;

/** Refuses to start with a choice that nothing answers to, which would otherwise show up as some missing part. */
@Context
final class Choices {

    Choices(@Value("${atelier.backend}") String backend, @Value("${atelier.store}") String store) {
        require("atelier.backend", backend, List.of("local-gpu", "sagemaker"));
        require("atelier.store", store, List.of("file", "s3"));
    }

    private static void require(String setting, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw new IllegalArgumentException(
                    setting + " is " + value + "; allowed is " + String.join(" or ", allowed));
        }
    }
}
