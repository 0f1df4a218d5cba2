package dev.atelier.rest.storage;

import dev.atelier.rest.envelope.ResponseEnvelope;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Responds to a range beyond the end of a file with the file's length. */
@Singleton
class RangeNotSatisfiableHandler implements ExceptionHandler<ByteRange.RangeNotSatisfiableException, HttpResponse<?>> {

    @Override
    @SuppressWarnings("rawtypes") // the interface has wildcards
    public HttpResponse<?> handle(HttpRequest request, ByteRange.RangeNotSatisfiableException e) {
        return ResponseEnvelope.rejection(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE, e.getMessage())
                .header(HttpHeaders.CONTENT_RANGE, "bytes */" + e.length());
    }
}
