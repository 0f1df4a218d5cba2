package dev.atelier.application;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a use case: an operation of the application that adapters call. Stateless and thread-safe; {@code bootstrap}
 * makes beans of them. What use cases share among themselves is a {@link Collaborator}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface UseCase {}
