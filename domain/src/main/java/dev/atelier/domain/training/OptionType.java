package dev.atelier.domain.training;

import java.util.Optional;

/** What an option of a training may hold. Immutable. */
interface OptionType {

    /**
     * The value in the form that sd-scripts needs, empty where it is not allowed.
     *
     * @param value what a client sent; not null
     */
    Optional<Object> read(Object value);

    /** Whether a client names the option without setting it. */
    default boolean isUnset(Object value) {
        return value == null || value.equals("");
    }

    /** What is allowed, for a message. */
    String allowed();
}
