package dev.atelier.sagemaker;

import io.micronaut.context.annotation.Requires;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks beans of the SageMaker backend. With another backend no AWS class is loaded. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Requires(property = "atelier.backend", value = SageMakerEnabled.BACKEND)
public @interface SageMakerEnabled {

    /** The backend's name, in {@code atelier.backend} and in its endpoints. */
    String BACKEND = "sagemaker";
}
