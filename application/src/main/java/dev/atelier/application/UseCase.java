package dev.atelier.application;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what the outside may call: one class, one thing that can be done. Use cases keep no state of their own and may
 * be called from any thread; {@code bootstrap} makes beans of them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface UseCase {}
