package dev.atelier.rest.envelope;

import io.micronaut.http.HttpRequest;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the details of errors that clients do not see. */
final class ErrorLog {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorLog.class);

    private ErrorLog() {}

    /** Logs the cause under a new id, which the response may contain. */
    static String record(HttpRequest<?> request, Throwable cause) {
        String id = UUID.randomUUID().toString();
        LOG.error("Error {}: {} {} failed", id, request.getMethodName(), request.getPath(), cause);
        return id;
    }
}
