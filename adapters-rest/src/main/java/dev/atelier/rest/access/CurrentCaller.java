package dev.atelier.rest.access;

import io.micronaut.core.bind.annotation.Bindable;
import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the {@link dev.atelier.domain.access.Caller} of an operation: the user that the {@code username} header names,
 * else the one that {@code Authorization} names, else the key's own.
 */
@Bindable
@Parameter(hidden = true)
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface CurrentCaller {

    /** Whether a call that names no user is rejected: where every generation requires a header. */
    boolean required() default false;

    /** The property of the body that names the user when no header does. */
    String orBodyField() default "";
}
