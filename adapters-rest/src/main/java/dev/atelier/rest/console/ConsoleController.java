package dev.atelier.rest.console;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a class of the console's pages, which take forms and return HTML, and may block on the database. They are not in the API's
 * description. Needed beside a {@code @Controller} of the class's own.
 */
@Requires(property = "atelier.console.enabled", value = "true", defaultValue = "true")
@Consumes({MediaType.APPLICATION_FORM_URLENCODED, MediaType.ALL})
@Produces({MediaType.TEXT_HTML, MediaType.ALL})
@ExecuteOn(TaskExecutors.BLOCKING)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface ConsoleController {}
