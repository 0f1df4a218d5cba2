package dev.atelier.rest;

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
 * Marks a class of API operations. They may block on the database. Bodies are read as JSON and responses are JSON
 * whatever the client's {@code Content-Type} and {@code Accept} say, as in the reference. Needed beside a {@code
 * @Controller} of the class's own, without which the OpenAPI description does not include the class.
 */
@Consumes({MediaType.APPLICATION_JSON, MediaType.ALL})
@Produces({MediaType.APPLICATION_JSON, MediaType.ALL})
@ExecuteOn(TaskExecutors.BLOCKING)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ApiController {}
