package dev.atelier.localgpu.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The fields of a request body, parsed as FastAPI does: absent and null mean the default, a number may be a string, and any
 * other value is rejected with the field's name.
 */
final class RequestFields {

    private final ObjectNode node;

    RequestFields(ObjectNode node) {
        this.node = node;
    }

    ObjectNode node() {
        return node;
    }

    JsonNode at(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? MissingNode.getInstance() : value;
    }

    RequestFields within(String name) {
        JsonNode value = at(name);
        if (!value.isMissingNode() && !value.isObject()) {
            throw WebUiErrorException.invalid(name, "value is not a valid dict", "type_error.dict");
        }
        return new RequestFields(value instanceof ObjectNode object ? object : JsonCodec.object());
    }

    String text(String name, String defaultValue) {
        JsonNode value = at(name);
        if (value.isContainerNode()) {
            throw WebUiErrorException.invalid(name, "str type expected", "type_error.str");
        }
        return value.isMissingNode() ? defaultValue : value.asText();
    }

    boolean flag(String name, boolean defaultValue) {
        JsonNode value = at(name);
        if (value.isContainerNode()) {
            throw WebUiErrorException.invalid(name, "value could not be parsed to a boolean", "type_error.bool");
        }
        return value.asBoolean(defaultValue);
    }

    long whole(String name, long defaultValue, long min, long max) {
        JsonNode value = at(name);
        if (value.isMissingNode()) {
            return defaultValue;
        }
        double number = finite(value).orElse(.5);
        if (number != Math.rint(number)) {
            throw WebUiErrorException.invalid(name, "value is not a valid integer", "type_error.integer");
        }
        checkRange(name, number, (double) min, (double) max);
        return value.isIntegralNumber() ? value.asLong() : (long) number;
    }

    int whole(String name, int defaultValue, int min, int max) {
        return (int) whole(name, (long) defaultValue, min, max);
    }

    Optional<Double> number(String name, double min, double max) {
        JsonNode value = at(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        double number = finite(value)
                .orElseThrow(() -> WebUiErrorException.invalid(name, "value is not a valid float", "type_error.float"));
        checkRange(name, number, min, max);
        return Optional.of(number);
    }

    private static void checkRange(String name, double number, double min, double max) {
        if (number < min) {
            throw outOfRange(name, "greater than or equal to ", min, "value_error.number.not_ge");
        }
        if (number > max) {
            throw outOfRange(name, "less than or equal to ", max, "value_error.number.not_le");
        }
    }

    private static WebUiErrorException outOfRange(String name, String relation, double bound, String type) {
        return WebUiErrorException.invalid(name, "ensure this value is " + relation + Infotext.number(bound), type);
    }

    private static Optional<Double> finite(JsonNode value) {
        if (value.isNumber()) {
            return Optional.of(value.asDouble()).filter(Double::isFinite);
        }
        try {
            return value.isTextual()
                    ? Optional.of(Double.parseDouble(value.asText().strip())).filter(Double::isFinite)
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
