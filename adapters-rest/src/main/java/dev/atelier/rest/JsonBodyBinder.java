package dev.atelier.rest;

import dev.atelier.domain.CapacityExceededException;
import dev.atelier.domain.PayloadTooLargeException;
import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.execution.ExecutionFlow;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.NonBlockingBodyArgumentBinder;
import io.micronaut.http.bind.binders.PendingRequestBindingResult;
import io.micronaut.http.body.AvailableByteBody;
import io.micronaut.http.body.ByteBody;
import io.micronaut.http.reactive.execution.ReactiveExecutionFlow;
import io.micronaut.http.server.HttpServerConfiguration;
import io.micronaut.http.server.netty.NettyHttpRequest;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Optional;
import reactor.core.publisher.Flux;

/**
 * Receives the bodies of operations. Any body is read as JSON, as in the reference, because clients omit the content
 * type. Replaces the framework's binder, which limits each body but not their total. Non-blocking.
 */
@Singleton
final class JsonBodyBinder implements NonBlockingBodyArgumentBinder<LazyJsonBody> {

    private final BodyMemory memory;
    private final long largest;

    JsonBodyBinder(BodyMemory memory, HttpServerConfiguration server) {
        this.memory = memory;
        largest = server.getMaxRequestBufferSize();
    }

    @Override
    public Argument<LazyJsonBody> argumentType() {
        return Argument.of(LazyJsonBody.class);
    }

    @Override
    public BindingResult<LazyJsonBody> bind(ArgumentConversionContext<LazyJsonBody> context, HttpRequest<?> source) {
        if (!(source instanceof NettyHttpRequest<?> request)
                || request.byteBody().expectedLength().orElse(-1) == 0) {
            return BindingResult.empty();
        }
        long limit = context.getAnnotationMetadata().intValue(LargestBody.class).stream()
                .mapToLong(bytes -> bytes)
                .findFirst()
                .orElse(largest);
        BodyMemory.Share share = memory.share();
        BodyMemoryRelease.afterResponse(request, share);
        Pending pending = new Pending();
        request.addRouteWaitsFor(received(request.byteBody(), share, limit).map(content -> {
            pending.body = new LazyJsonBody(content);
            request.setLegacyBody(pending.body);
            return pending.body;
        }));
        return pending;
    }

    private static ExecutionFlow<byte[]> received(ByteBody body, BodyMemory.Share share, long limit) {
        try {
            if (body instanceof AvailableByteBody available) {
                requireWithinLimit(available.length(), limit);
                share.take(available.length());
                return ExecutionFlow.just(available.toByteArray());
            }
            body.expectedLength().ifPresent(share::requireFree);
        } catch (CapacityExceededException | PayloadTooLargeException e) {
            return ExecutionFlow.error(e);
        }
        return ReactiveExecutionFlow.fromPublisher(Flux.from(body.toByteArrayPublisher())
                .collect(ReceivedBytes::new, (bytes, chunk) -> {
                    share.take(chunk.length);
                    requireWithinLimit(bytes.length() + chunk.length, limit);
                    bytes.add(chunk);
                })
                .map(ReceivedBytes::joined)
                .onErrorMap(IOException.class, ClientDisconnectedException::new)
                .doOnError(e -> share.close())
                .doOnCancel(share::close));
    }

    private static void requireWithinLimit(long length, long limit) {
        if (length > limit) {
            throw new PayloadTooLargeException(
                    "the request body is larger than the " + limit + " bytes that are allowed");
        }
    }

    /** Used by the event loop until the body is complete, then by the operation's thread. */
    private static final class Pending implements PendingRequestBindingResult<LazyJsonBody> {

        private volatile LazyJsonBody body;

        @Override
        public boolean isPending() {
            return body == null;
        }

        @Override
        public Optional<LazyJsonBody> getValue() {
            return Optional.ofNullable(body);
        }
    }
}
