package dev.atelier.rest;

import io.micronaut.json.tree.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;

/** Parses counts, which the documents write both as numbers and as strings. */
final class LenientInteger {

    private LenientInteger() {}

    /** The number in the value; empty when it is not a number or does not fit an {@code int}. */
    static Optional<Integer> in(JsonNode value) {
        if (value.isString()) {
            return in(value.getStringValue());
        }
        return value.isNumber() ? exact(value.coerceStringValue()) : Optional.empty();
    }

    /** The number in the text, which may have a sign. */
    static Optional<Integer> in(String text) {
        return text.matches("[+-]?[0-9]{1,10}") ? exact(text) : Optional.empty();
    }

    private static Optional<Integer> exact(String number) {
        try {
            return Optional.of(new BigDecimal(number).intValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
