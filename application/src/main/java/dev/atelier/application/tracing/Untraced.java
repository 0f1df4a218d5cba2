package dev.atelier.application.tracing;

import dev.atelier.application.Collaborator;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.inference.InferenceJob;
import java.util.Optional;

/** Records nothing: for installations that do not trace. Thread-safe. */
@Collaborator
public class Untraced implements Tracer {

    private static final Scope SCOPE = () -> {};

    private static final RequestSpan REQUEST = new RequestSpan() {

        @Override
        public Optional<TraceContext> context() {
            return Optional.empty();
        }

        @Override
        public void end(Optional<String> route, int status, String requestId) {
            // nothing has begun
        }
    };

    private static final GenerationSpan GENERATION = new GenerationSpan() {

        @Override
        public Optional<TraceContext> context() {
            return Optional.empty();
        }

        @Override
        public void end(Optional<String> failure) {
            // nothing has begun
        }
    };

    @Override
    public Optional<TraceContext> current() {
        return Optional.empty();
    }

    @Override
    public Scope activate(Optional<TraceContext> span) {
        return SCOPE;
    }

    @Override
    public RequestSpan request(String method, Optional<TraceContext> client) {
        return REQUEST;
    }

    @Override
    public GenerationSpan generation(InferenceJob job, String node) {
        return GENERATION;
    }
}
