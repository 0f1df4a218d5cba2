package dev.atelier.rest.envelope;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;

/** Answers requests of some paths while the database is away, in place of the 503 of all others. */
public interface OutageResponder {

    boolean isFor(HttpRequest<?> request);

    HttpResponse<?> response();
}
