package dev.atelier.persistence.model;

import dev.atelier.persistence.Json;
import io.micronaut.core.type.Argument;
import jakarta.inject.Singleton;
import java.util.Map;

/** The column of a model that holds JSON. */
@Singleton
final class ModelJson {

    private static final Argument<Map<String, Object>> PARAMS = Argument.mapOf(String.class, Object.class);

    private final Json json;

    ModelJson(Json json) {
        this.json = json;
    }

    String params(Map<String, Object> params) {
        return json.write(PARAMS, params);
    }

    Map<String, Object> params(String column) {
        return json.read(PARAMS, column);
    }
}
