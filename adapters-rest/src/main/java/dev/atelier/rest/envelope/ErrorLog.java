package dev.atelier.rest.envelope;

import io.micronaut.http.HttpRequest;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what clients are not told. */
final class ErrorLog {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorLog.class);

    private ErrorLog() {}

    /** Logs the cause under a new id, which the client may be told. */
    static String keep(HttpRequest<?> request, Throwable cause) {
        String id = UUID.randomUUID().toString();
        LOG.error("Error {}: {} {} failed and was answered so", id, request.getMethodName(), request.getPath(), cause);
        return id;
    }
}
