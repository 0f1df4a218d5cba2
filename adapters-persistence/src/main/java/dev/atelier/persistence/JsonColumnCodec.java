package dev.atelier.persistence;

import io.micronaut.core.type.Argument;
import io.micronaut.serde.ObjectMapper;
import io.micronaut.serde.config.SerializationConfiguration;
import io.micronaut.serde.config.annotation.SerdeConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Serializes and deserializes columns that contain JSON. */
@Singleton
public final class JsonColumnCodec {

    private final ObjectMapper mapper;

    public JsonColumnCodec(ObjectMapper mapper) {
        this.mapper = mapper.cloneWithConfiguration(null, new Everything(), null);
    }

    public <T> String write(Argument<T> type, T value) {
        try {
            return mapper.writeValueAsString(type, value);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + type + " as JSON", e);
        }
    }

    public <T> T read(Argument<T> type, String json) {
        try {
            return mapper.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + type + " from a JSON column", e);
        }
    }

    /** Empty values are stored too, although API responses omit them. */
    private record Everything() implements SerializationConfiguration {

        @Override
        public SerdeConfig.SerInclude getInclusion() {
            return SerdeConfig.SerInclude.ALWAYS;
        }

        @Override
        public boolean isAlwaysSerializeErrorsAsList() {
            return false;
        }
    }
}
