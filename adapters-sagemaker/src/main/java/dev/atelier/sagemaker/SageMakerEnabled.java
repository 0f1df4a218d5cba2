package dev.atelier.sagemaker;

import io.micronaut.context.annotation.Requires;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks beans that are there only when SageMaker does the work. Without them no class of AWS is ever loaded. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Requires(property = "atelier.backend", value = SageMakerEnabled.BACKEND)
public @interface SageMakerEnabled {

    /** The name of this backend, in {@code atelier.backend} and in the endpoints that it serves. */
    String BACKEND = "sagemaker";
}
