package dev.atelier.monitoring.tracing;

import dev.atelier.application.activity.Activity;
import dev.atelier.application.activity.ActivityListener;
import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.inference.InferenceJob;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;

/**
 * Records spans by OpenTelemetry's SDK, which exports them on a thread of its own. Its definition names no type of
 * OpenTelemetry, so that none is loaded where it is not enabled. Thread-safe.
 */
@Singleton
@Primary
@Requires(property = TracingConfiguration.KEY + ".endpoint", pattern = ".+")
final class OpenTelemetryTracer implements Tracer, ActivityListener {

    private final SpanExport export;
    private final RequestSpans requests;
    private final JobSpans jobs;
    private final CurrentSpan current = new CurrentSpan();

    OpenTelemetryTracer(TracingConfiguration configuration, Clock clock) {
        export = new SpanExport(configuration);
        requests = new RequestSpans(export.tracer());
        jobs = new JobSpans(export.tracer(), clock);
    }

    @Override
    public Optional<TraceContext> current() {
        return current.get();
    }

    @Override
    public Scope activate(Optional<TraceContext> span) {
        return span.isPresent() ? current.set(span.get()) : () -> {};
    }

    @Override
    public RequestSpan request(String method, Optional<TraceContext> client) {
        return requests.begin(method, client);
    }

    @Override
    public GenerationSpan generation(InferenceJob job, String node) {
        return jobs.generation(job, node);
    }

    @Override
    public void on(Activity activity) {
        jobs.on(activity);
    }

    /** Sends what is left, for some seconds at most. */
    @PreDestroy
    void close() {
        export.close();
    }
}
