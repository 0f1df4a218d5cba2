package dev.atelier.rest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The maximum size of a free map of a body, where it differs from that of {@link JsonObjectReader#passThrough()}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LargestJson {

    /** The maximum number of bytes of its JSON. */
    int bytes();
}
