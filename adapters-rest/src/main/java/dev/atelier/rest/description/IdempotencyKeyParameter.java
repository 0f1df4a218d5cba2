package dev.atelier.rest.description;

import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the header of operations that may be repeated, and its rejections. */
@Parameter(name = "Idempotency-Key", ref = "#/components/parameters/idempotency_key")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface IdempotencyKeyParameter {}
