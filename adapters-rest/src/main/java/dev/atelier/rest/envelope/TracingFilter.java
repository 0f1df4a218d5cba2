package dev.atelier.rest.envelope;

import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.TraceContext;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.core.propagation.ThreadPropagatedContextElement;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Optional;
import java.util.Set;

/**
 * Records a span of each request, until its response begins, in the trace that the client names. What has none of its own and is
 * called every few seconds, as probes and scrapes are, is left out.
 */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
@Requires(property = "atelier.tracing.endpoint", pattern = ".+")
class TracingFilter implements Ordered {

    private static final String HEADER = "traceparent";
    private static final String ATTRIBUTE = "atelier.request-span";
    private static final Set<String> POLLED =
            Set.of("/health", "/health/liveness", "/health/readiness", "/metrics", "/ping");

    private final Tracer tracer;

    TracingFilter(Tracer tracer) {
        this.tracer = tracer;
    }

    /** Restores the span wherever the request is worked on. */
    private record ActiveSpan(Tracer tracer, Optional<TraceContext> span)
            implements ThreadPropagatedContextElement<Tracer.Scope> {

        @Override
        public Tracer.Scope updateThreadContext() {
            return tracer.activate(span);
        }

        @Override
        public void restoreThreadContext(Tracer.Scope before) {
            before.close();
        }
    }

    @RequestFilter
    void begin(HttpRequest<?> request, MutablePropagatedContext context) {
        Optional<TraceContext> client = TraceContext.parse(request.getHeaders().get(HEADER));
        if (client.isEmpty() && POLLED.contains(request.getPath())) {
            return;
        }
        Tracer.RequestSpan span = tracer.request(request.getMethodName(), client);
        request.setAttribute(ATTRIBUTE, span);
        context.add(new ActiveSpan(tracer, span.context()));
    }

    @ResponseFilter
    void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
        span(request)
                .ifPresent(span -> span.end(
                        BasicHttpAttributes.getUriTemplate(request), response.code(), RequestIdFilter.of(request)));
    }

    /** The id of the trace that the request belongs to; empty where it is not traced. */
    static Optional<String> traceId(HttpRequest<?> request) {
        return span(request).flatMap(Tracer.RequestSpan::context).map(TraceContext::traceId);
    }

    private static Optional<Tracer.RequestSpan> span(HttpRequest<?> request) {
        return request.getAttribute(ATTRIBUTE, Tracer.RequestSpan.class);
    }

    @Override
    public int getOrder() {
        return FilterOrder.TRACING;
    }
}
