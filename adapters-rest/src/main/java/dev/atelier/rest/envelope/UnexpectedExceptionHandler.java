package dev.atelier.rest.envelope;

import dev.atelier.rest.ClientDisconnectedException;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.nio.channels.ClosedChannelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Responds to unexpected errors with a neutral sentence and an id, under which the cause is logged. */
@Singleton
class UnexpectedExceptionHandler implements ExceptionHandler<Throwable, HttpResponse<?>> {

    private static final Logger LOG = LoggerFactory.getLogger(UnexpectedExceptionHandler.class);

    private final ErrorResponseFactory shape;

    UnexpectedExceptionHandler(ErrorResponseFactory shape) {
        this.shape = shape;
    }

    @Override
    @SuppressWarnings("rawtypes") // the interface has wildcards
    public HttpResponse<?> handle(HttpRequest request, Throwable cause) {
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
