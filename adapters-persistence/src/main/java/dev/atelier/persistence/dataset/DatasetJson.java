package dev.atelier.persistence.dataset;

import dev.atelier.persistence.Json;
import io.micronaut.core.type.Argument;
import jakarta.inject.Singleton;
import java.util.Map;

/** The columns of datasets and their items that hold JSON. */
@Singleton
final class DatasetJson {

    private static final Argument<Map<String, Object>> PARAMS = Argument.mapOf(String.class, Object.class);

    private final Json json;

    DatasetJson(Json json) {
        this.json = json;
    }

    String params(Map<String, Object> params) {
        return json.write(PARAMS, params);
    }

    Map<String, Object> params(String column) {
        return json.read(PARAMS, column);
    }
}
