package dev.atelier.rest.envelope;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks the operations of the 2023-07-05 generation: all of a class, or one method. What they refuse has that generation's shape. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Api20230705 {

    /** How many rows its lists have at the most: they have no pages, and hardly anybody needs more. */
    int MAX_ROWS = 1000;

    /** Whether a later generation has the same route, and who names a user means that one. */
    boolean unlessUserIsNamed() default false;
}
