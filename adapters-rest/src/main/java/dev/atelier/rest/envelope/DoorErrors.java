package dev.atelier.rest.envelope;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;

/** The format of all errors below paths whose clients expect one of their own, unknown paths included. */
public interface DoorErrors {

    /** Whether errors of this request have this format. */
    boolean isFor(HttpRequest<?> request);

    /** The status that these clients expect in place of this one. */
    default HttpStatus status(HttpStatus status) {
        return status;
    }

    /** The type of all bodies. */
    default MediaType type() {
        return MediaType.APPLICATION_JSON_TYPE;
    }

    /** The body of an error of that status. */
    Object body(HttpRequest<?> request, HttpStatus status, String sentence);
}
