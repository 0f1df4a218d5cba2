package dev.atelier.rest.access;

import io.micronaut.core.bind.annotation.Bindable;
import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the {@link dev.atelier.domain.access.Caller} of an operation: the user that the {@code username} header names,
 * else the one that {@code Authorization} names, else the one in the body, else the credential's own.
 */
@Bindable
@Parameter(hidden = true)
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.RUNTIME)
public @interface CurrentCaller {

    /** The attribute of the request that has the caller, once known, for what shows an error of the operation. */
    String ATTRIBUTE = "dev.atelier.caller";

    /**
     * The permission that the operation needs whatever its body says, for example {@code train:create}. It is judged
     * before the body is parsed, so that a caller without it learns nothing about the body; the use case judges again.
     */
    String permission() default "";

    /**
     * Whether a call that names no user is rejected, unless its credential belongs to one: where every generation
     * requires a header.
     */
    boolean required() default false;

    /** The property of the body that names the user when no header does, if it is not 1.4.0's {@code user_id}. */
    String orBodyField() default "";

    /**
     * The property of the body that, when true, has the credential's own user act in place of the one that the call names: the call sets
     * up the user that it names.
     */
    String setUpIf() default "";
}
