package dev.atelier.persistence.checkpoint;

import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFamily;
import dev.atelier.domain.checkpoint.ModelKind;
import dev.atelier.domain.checkpoint.ModelProperty;
import dev.atelier.persistence.JsonColumnCodec;
import io.micronaut.core.type.Argument;
import io.micronaut.serde.annotation.Serdeable;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts a description's JSON column; what a newer version has written and this one does not know is unknown. */
@Singleton
final class ModelDescriptionColumn {

    private static final Argument<Row> ROW = Argument.of(Row.class);

    private final JsonColumnCodec jsonColumnCodec;

    ModelDescriptionColumn(JsonColumnCodec jsonColumnCodec) {
        this.jsonColumnCodec = jsonColumnCodec;
    }

    @Serdeable
    record Row(
            String family,
            String kind,
            String precision,
            long parameters,
            Map<String, String> properties,
            List<String> triggerWords) {}

    String write(ModelDescription description) {
        Map<String, String> properties = new LinkedHashMap<>();
        description.properties().forEach((property, text) -> properties.put(property.name(), text));
        return jsonColumnCodec.write(
                ROW,
                new Row(
                        description.family().name(),
                        description.kind().name(),
                        description.precision(),
                        description.parameters(),
                        properties,
                        description.triggerWords()));
    }

    ModelDescription read(String column) {
        Row row = jsonColumnCodec.read(ROW, column);
        Map<ModelProperty, String> properties = new EnumMap<>(ModelProperty.class);
        for (ModelProperty property : ModelProperty.values()) {
            if (row.properties().containsKey(property.name())) {
                properties.put(property, row.properties().get(property.name()));
            }
        }
        return new ModelDescription(
                known(ModelFamily.values(), row.family(), ModelFamily.UNKNOWN),
                known(ModelKind.values(), row.kind(), ModelKind.UNKNOWN),
                row.precision(),
                row.parameters(),
                properties,
                row.triggerWords());
    }

    private static <E extends Enum<E>> E known(E[] values, String name, E unknown) {
        return Arrays.stream(values)
                .filter(value -> value.name().equals(name))
                .findFirst()
                .orElse(unknown);
    }
}
