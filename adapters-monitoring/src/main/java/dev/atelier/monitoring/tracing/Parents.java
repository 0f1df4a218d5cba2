package dev.atelier.monitoring.tracing;

import dev.atelier.domain.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;

/** Converts spans between this service's form and OpenTelemetry's. */
final class Parents {

    private Parents() {}

    /** As the parent of others. */
    static Context context(TraceContext span) {
        TraceFlags flags = span.sampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
        return Context.root()
                .with(Span.wrap(SpanContext.createFromRemoteParent(
                        span.traceId(), span.spanId(), flags, TraceState.getDefault())));
    }

    static TraceContext of(Span span) {
        SpanContext context = span.getSpanContext();
        return new TraceContext(context.getTraceId(), context.getSpanId(), context.isSampled());
    }
}
