package dev.atelier.rest.envelope;

import dev.atelier.application.compute.ComputeBackendException;
import dev.atelier.application.idempotency.KeyReusedException;
import dev.atelier.application.idempotency.RequestInProgressException;
import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.InsufficientStorageException;
import dev.atelier.domain.InvalidRequestException;
import dev.atelier.domain.NotFoundException;
import dev.atelier.domain.NotSupportedException;
import dev.atelier.domain.PayloadTooLargeException;
import dev.atelier.domain.QuotaExceededException;
import dev.atelier.domain.access.PermissionDeniedException;
import dev.atelier.domain.access.UnauthenticatedException;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The status of each kind of exception. */
@Factory
class DomainExceptionHandlers {

    private static final Logger LOG = LoggerFactory.getLogger(DomainExceptionHandlers.class);

    /** The {@code Retry-After} of exhausted capacity and of a request that is being worked on, in seconds. */
    private static final String SOON = "5";

    private final ErrorResponseFactory shape;

    DomainExceptionHandlers(ErrorResponseFactory shape) {
        this.shape = shape;
    }

    @Singleton
    ExceptionHandler<InvalidQueryParameterException, HttpResponse<?>> validationError() {
        return (request, e) -> e.answer();
    }

    @Singleton
    ExceptionHandler<InvalidRequestException, HttpResponse<?>> invalidRequest() {
        return (request, e) -> shape.rejection(request, HttpStatus.BAD_REQUEST, e.getMessage());
    }

    @Singleton
    ExceptionHandler<UnauthenticatedException, HttpResponse<?>> unauthenticated() {
        return (request, e) -> shape.rejection(request, HttpStatus.UNAUTHORIZED, e.getMessage());
    }

    @Singleton
    ExceptionHandler<PermissionDeniedException, HttpResponse<?>> permissionDenied() {
        return (request, e) -> shape.rejection(request, HttpStatus.FORBIDDEN, e.getMessage());
    }

    @Singleton
    ExceptionHandler<NotFoundException, HttpResponse<?>> notFound() {
        return (request, e) -> shape.rejection(request, HttpStatus.NOT_FOUND, e.getMessage());
    }

    @Singleton
    ExceptionHandler<PayloadTooLargeException, HttpResponse<?>> tooLarge() {
        return (request, e) -> shape.rejection(request, HttpStatus.REQUEST_ENTITY_TOO_LARGE, e.getMessage());
    }

    @Singleton
    ExceptionHandler<CapacityExceededException, HttpResponse<?>> overloaded() {
        return (request, e) -> shape.rejection(request, HttpStatus.TOO_MANY_REQUESTS, e.getMessage())
                .header(HttpHeaders.RETRY_AFTER, retryAfter(e));
    }

    private static String retryAfter(CapacityExceededException e) {
        return e instanceof QuotaExceededException quota
                ? Long.toString(Math.max(1, quota.retryAfter().toSeconds()))
                : SOON;
    }

    @Singleton
    ExceptionHandler<RequestInProgressException, HttpResponse<?>> inProgress() {
        return (request, e) ->
                shape.rejection(request, HttpStatus.CONFLICT, e.getMessage()).header(HttpHeaders.RETRY_AFTER, SOON);
    }

    @Singleton
    ExceptionHandler<KeyReusedException, HttpResponse<?>> keyReused() {
        return (request, e) -> shape.rejection(request, HttpStatus.UNPROCESSABLE_ENTITY, e.getMessage());
    }

    @Singleton
    ExceptionHandler<NotSupportedException, HttpResponse<?>> notSupported() {
        return (request, e) -> shape.rejection(request, HttpStatus.NOT_IMPLEMENTED, e.getMessage());
    }

    @Singleton
    ExceptionHandler<InsufficientStorageException, HttpResponse<?>> insufficientStorage() {
        return (request, e) -> {
            LOG.warn("The store has no free space for the request to {}; nothing of it was kept", request.getPath(), e);
            return shape.rejection(request, HttpStatus.INSUFFICIENT_STORAGE, e.getMessage());
        };
    }

    @Singleton
    ExceptionHandler<ComputeBackendException, HttpResponse<?>> computeFailure() {
        return (request, e) -> shape.rejection(
                request,
                HttpStatus.BAD_GATEWAY,
                "the compute behind this service failed; try again later (error " + ErrorLog.record(request, e) + ")");
    }
}
