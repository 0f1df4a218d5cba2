package dev.atelier.rest.sdapi;

import io.micronaut.context.annotation.Requires;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Marks beans that are there where clients of WebUI are served, which is the default. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Requires(property = "atelier.sdapi.enabled", value = "true", defaultValue = "true")
@interface SdapiEnabled {}
