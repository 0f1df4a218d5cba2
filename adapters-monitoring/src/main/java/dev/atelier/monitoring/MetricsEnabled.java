package dev.atelier.monitoring;

import io.micronaut.context.annotation.Requires;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks beans that are there where metrics are kept, which is the default. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Requires(property = "atelier.metrics.enabled", value = "true", defaultValue = "true")
@interface MetricsEnabled {}
