package dev.atelier.persistence.dataset;

import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.core.type.Argument;
import jakarta.inject.Singleton;
import java.util.Map;

/** Converts the JSON columns of datasets and their items. */
@Singleton
final class DatasetJsonColumns {

    private static final Argument<Map<String, Object>> PARAMS = Argument.mapOf(String.class, Object.class);

    private final JsonColumnCodec jsonColumnCodec;

    DatasetJsonColumns(JsonColumnCodec jsonColumnCodec) {
        this.jsonColumnCodec = jsonColumnCodec;
    }

    String params(Map<String, Object> params) {
        return jsonColumnCodec.write(PARAMS, params);
    }

    Map<String, Object> params(String column) {
        return jsonColumnCodec.read(PARAMS, column);
    }
}
