package dev.atelier.localgpu;

import io.micronaut.context.annotation.Requires;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks beans of the local GPU backend, which is the default. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Requires(property = "atelier.backend", value = LocalGpuEnabled.BACKEND, defaultValue = LocalGpuEnabled.BACKEND)
public @interface LocalGpuEnabled {

    /** The name of this backend, in {@code atelier.backend} and in the endpoints that it serves. */
    String BACKEND = "local-gpu";
}
