package dev.atelier.rest;

import io.micronaut.http.HttpStatus;
import java.nio.channels.ClosedChannelException;

/** A request that this service does not read to its end; the connection closes after the response, if one is due. */
public final class UnreadableRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;

    UnreadableRequestException(HttpStatus status, String message) {
        // The framework logs an error for other causes when the response was sent already.
        super(message, new ClosedChannelException());
        this.status = status;
    }

    /** The response's status. */
    public HttpStatus status() {
        return status;
    }
}
