package dev.atelier.rest.access;

import io.swagger.v3.oas.annotations.Parameter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the query parameters of a list that is sorted by name. */
@Parameter(name = "limit", ref = "#/components/parameters/limitOfAll")
@Parameter(name = "exclusive_start_key", ref = "#/components/parameters/exclusive_start_key")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface NamePaginationParameters {}
