package dev.atelier.rest.envelope;

import dev.atelier.application.DatabaseOutage;
import dev.atelier.rest.ClientDisconnectedException;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Responds to unexpected errors with a neutral sentence and an id, under which the cause is logged. A full disk and a
 * database that is away are named: those who operate the service can mend it.
 */
@Singleton
class UnexpectedExceptionHandler implements ExceptionHandler<Throwable, HttpResponse<?>> {

    private static final Logger LOG = LoggerFactory.getLogger(UnexpectedExceptionHandler.class);

    /** The {@code Retry-After} of a database that is away, in seconds. */
    private static final String SOON = "2";

    private final ErrorResponseFactory shape;
    private final DatabaseOutage outage;
    private final List<OutageResponder> responders;

    UnexpectedExceptionHandler(ErrorResponseFactory shape, DatabaseOutage outage, List<OutageResponder> responders) {
        this.shape = shape;
        this.outage = outage;
        this.responders = responders;
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface has wildcards
    public HttpResponse<?> handle(HttpRequest request, Throwable cause) {
        if (FullDisk.isCauseOf(cause)) {
            LOG.warn("No disk space for the request to {}", request.getPath(), cause);
            return shape.rejection(
                    request, HttpStatus.INSUFFICIENT_STORAGE, "a disk of this service is full; try again later");
        }
        if (outage.isCauseOf(cause)) {
            LOG.warn("No database for the request to {}", request.getPath(), cause);
            return responders.stream()
                    .filter(responder -> responder.isFor(request))
                    .findFirst()
                    .<HttpResponse<?>>map(OutageResponder::response)
                    .orElseGet(() -> shape.rejection(
                                    request,
                                    HttpStatus.SERVICE_UNAVAILABLE,
                                    "the database of this service does not answer; try again later")
                            .header(HttpHeaders.RETRY_AFTER, SOON));
        }
        if (isClientGone(cause)) {
            LOG.debug("The client of {} {} disconnected", request.getMethodName(), request.getPath(), cause);
            return shape.rejection(
                    request, HttpStatus.BAD_REQUEST, "the connection was closed before the request was complete");
        }
        return shape.rejection(
                request,
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal error; the service's log has the cause, under error " + ErrorLog.record(request, cause));
    }

    private static boolean isClientGone(Throwable cause) {
        return cause != null
                && (cause instanceof ClientDisconnectedException
                        || cause instanceof ClosedChannelException
                        || isClientGone(cause.getCause()));
    }
}
