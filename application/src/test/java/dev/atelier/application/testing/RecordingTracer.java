package dev.atelier.application.testing;

import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.inference.InferenceJob;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it is given. Nothing is current until a test, or a filter, activates it. Thread-safe. */
public final class RecordingTracer implements Tracer {

    private final ThreadLocal<Optional<TraceContext>> current = ThreadLocal.withInitial(Optional::empty);
    private final AtomicInteger spans = new AtomicInteger();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Generation> generations = new CopyOnWriteArrayList<>();

    /** An ended request. */
    public record Request(
            String method, Optional<TraceContext> client, TraceContext span, Optional<String> route, int status) {}

    /** An ended generation. */
    public record Generation(InferenceJob job, String node, TraceContext span, Optional<String> failure) {}

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public List<Generation> generations() {
        return List.copyOf(generations);
    }

    @Override
    public Optional<TraceContext> current() {
        return current.get();
    }

    @Override
    public Scope activate(Optional<TraceContext> span) {
        Optional<TraceContext> before = current.get();
        current.set(span);
        return () -> current.set(before);
    }

    @Override
    public RequestSpan request(String method, Optional<TraceContext> client) {
        TraceContext span = next(client.map(TraceContext::traceId).orElse("0123456789abcdef0123456789abcdef"));
        return new RequestSpan() {
            @Override
            public Optional<TraceContext> context() {
                return Optional.of(span);
            }

            @Override
            public void end(Optional<String> route, int status, String requestId) {
                requests.add(new Request(method, client, span, route, status));
            }
        };
    }

    @Override
    public GenerationSpan generation(InferenceJob job, String node) {
        Optional<TraceContext> span = Optional.ofNullable(job.trace()).map(parent -> next(parent.traceId()));
        return new GenerationSpan() {
            @Override
            public Optional<TraceContext> context() {
                return span;
            }

            @Override
            public void end(Optional<String> failure) {
                generations.add(new Generation(job, node, span.orElse(null), failure));
            }
        };
    }

    private TraceContext next(String trace) {
        return new TraceContext(trace, String.format("%016x", spans.incrementAndGet()), true);
    }
}
