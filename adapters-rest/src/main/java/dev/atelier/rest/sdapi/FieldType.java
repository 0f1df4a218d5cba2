package dev.atelier.rest.sdapi;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a field of a payload holds. Clients write it in ways that WebUI reads: numbers as texts, fractions for whole numbers. */
enum FieldType {
    INTEGER,
    NUMBER,
    SWITCH,
    TEXT,
    ANY;

    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?([0-9]{1,30}(\\.[0-9]{0,60})?|\\.[0-9]{1,60})([eE][+-]?[0-9]{1,3})?");
    private static final Set<String> TRUE = Set.of("true", "1", "1.0", "on", "yes", "t", "y");
    private static final Set<String> FALSE = Set.of("false", "0", "0.0", "off", "no", "f", "n");

    /** Below this a number without its fraction fits a long. */
    private static final int MAX_DIGITS = 18;

    /**
     * The value in this type; empty where it stands for none.
     *
     * @throws InvalidFieldException if it cannot be read as that
     */
    Optional<Object> read(String field, Object value) {
        return switch (this) {
            case ANY -> Optional.of(value);
            case TEXT -> Optional.of(text(field, value));
            case SWITCH -> flag(field, value);
            case NUMBER -> number(field, value).map(Object.class::cast);
            case INTEGER -> number(field, value).map(number -> whole(field, number));
        };
    }

    private static Object text(String field, Object value) {
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw new InvalidFieldException(field, "str type expected", "type_error.str");
    }

    private static Optional<Object> flag(String field, Object value) {
        String word = value.toString().strip().toLowerCase(Locale.ROOT);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        if (TRUE.contains(word) || FALSE.contains(word)) {
            return Optional.of(TRUE.contains(word));
        }
        throw new InvalidFieldException(field, "value could not be parsed to a boolean", "type_error.bool");
    }

    /** Python's numbers that are not finite count as none. */
    private static Optional<BigDecimal> number(String field, Object value) {
        if (value instanceof Boolean flag) {
            return Optional.of(flag ? BigDecimal.ONE : BigDecimal.ZERO);
        }
        String text = value instanceof Map || value instanceof Iterable
                ? "?"
                : value.toString().strip();
        if (text.isEmpty() || value instanceof Double number && !Double.isFinite(number)) {
            return Optional.empty();
        }
        if (!DECIMAL.matcher(text).matches()) {
            throw new InvalidFieldException(field, "value is not a valid number", "type_error.float");
        }
        return Optional.of(new BigDecimal(text));
    }

    private static Object whole(String field, BigDecimal number) {
        if (number.precision() - number.scale() > MAX_DIGITS) {
            throw new InvalidFieldException(field, "value is not a valid integer", "type_error.integer");
        }
        return number.longValue();
    }
}
