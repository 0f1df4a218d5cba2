package dev.atelier.rest.envelope;

import dev.atelier.application.tracing.Tracer;
import io.micronaut.http.HttpRequest;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Logs the details of errors that clients do not see. */
final class ErrorLog {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorLog.class);

    private ErrorLog() {}

    /** Logs the cause under a new id, which the response may contain. */
    static String record(HttpRequest<?> request, Throwable cause) {
        String id = UUID.randomUUID().toString();
        Map<String, String> before = MDC.getCopyOfContextMap();
        // Errors are also handled where the context of the request is not propagated to.
        MDC.put(RequestIdFilter.LOG_KEY, RequestIdFilter.of(request));
        TracingFilter.traceId(request).ifPresent(trace -> MDC.put(Tracer.LOG_KEY, trace));
        try {
            LOG.error("Error {}: {} {} failed", id, request.getMethodName(), request.getPath(), cause);
        } finally {
            MDC.setContextMap(before == null ? Map.of() : before);
        }
        return id;
    }
}
