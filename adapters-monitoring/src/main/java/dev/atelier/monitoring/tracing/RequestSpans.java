package dev.atelier.monitoring.tracing;

import dev.atelier.application.tracing.Tracer.RequestSpan;
import dev.atelier.domain.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import java.util.Set;

/** Spans of requests, named by method and route, of which there are some hundred. Thread-safe. */
final class RequestSpans {

    private static final Set<String> METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE");

    /** In place of a method that clients have made up. */
    private static final String OTHER_METHOD = "_OTHER";

    private static final int SERVER_ERROR = 500;

    private final Tracer tracer;

    RequestSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    RequestSpan begin(String method, Optional<TraceContext> client) {
        boolean isKnown = METHODS.contains(method);
        String name = isKnown ? method : "HTTP";
        Span span = tracer.spanBuilder(name)
                .setSpanKind(SpanKind.SERVER)
                .setParent(client.map(Parents::context).orElseGet(Context::root))
                .setAttribute(SpanAttributes.METHOD, isKnown ? method : OTHER_METHOD)
                .startSpan();
        return new Begun(name, span);
    }

    private record Begun(String name, Span span) implements RequestSpan {

        @Override
        public Optional<TraceContext> context() {
            return Optional.of(Parents.of(span));
        }

        @Override
        public void end(Optional<String> route, int status, String requestId) {
            route.ifPresent(
                    template -> span.updateName(name + " " + template).setAttribute(SpanAttributes.ROUTE, template));
            span.setAttribute(SpanAttributes.STATUS_CODE, (long) status)
                    .setAttribute(SpanAttributes.REQUEST_ID, requestId);
            if (status >= SERVER_ERROR) {
                span.setStatus(StatusCode.ERROR).setAttribute(SpanAttributes.ERROR_TYPE, Integer.toString(status));
            }
            span.end();
        }
    }
}
