package dev.atelier.persistence.model;

import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.core.type.Argument;
import jakarta.inject.Singleton;
import java.util.Map;

/** Converts a model's JSON column. */
@Singleton
final class ModelJsonColumns {

    private static final Argument<Map<String, Object>> PARAMS = Argument.mapOf(String.class, Object.class);

    private final JsonColumnCodec jsonColumnCodec;

    ModelJsonColumns(JsonColumnCodec jsonColumnCodec) {
        this.jsonColumnCodec = jsonColumnCodec;
    }

    String params(Map<String, Object> params) {
        return jsonColumnCodec.write(PARAMS, params);
    }

    Map<String, Object> params(String column) {
        return jsonColumnCodec.read(PARAMS, column);
    }
}
