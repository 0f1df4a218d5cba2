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
 * Marks a class that offers operations of the API. They may wait for the database. Bodies are taken for JSON and answers
 * are JSON whatever the client's {@code Content-Type} and {@code Accept} say, as the reference does it. It goes with a
 * {@code @Controller} of its own, without which the description does not see the class.
 */
@Consumes({MediaType.APPLICATION_JSON, MediaType.ALL})
@Produces({MediaType.APPLICATION_JSON, MediaType.ALL})
@ExecuteOn(TaskExecutors.BLOCKING)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface ApiController {}
