package dev.atelier.rest.envelope;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the operations of the 2023-07-05 generation: all of a class, or one method. Their error responses have that
 * generation's format.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Api20230705 {

    /** The maximum number of rows of its lists, which have no pages. */
    int MAX_ROWS = 1000;

    /** Whether a later generation has the same route, which is used for calls that name a user. */
    boolean unlessUserIsNamed() default false;
}
