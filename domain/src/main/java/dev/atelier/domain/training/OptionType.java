package dev.atelier.domain.training;

import java.util.Optional;

/** The type of a training option. Immutable. */
interface OptionType {

    /**
     * Converts a client's value to the form that sd-scripts needs; empty where it is not allowed.
     *
     * @param value not null
     */
    Optional<Object> read(Object value);

    /** Whether a client names the option without setting it. */
    default boolean isUnset(Object value) {
        return value == null || value.equals("");
    }

    /** The allowed values, for a message. */
    String allowed();
}
