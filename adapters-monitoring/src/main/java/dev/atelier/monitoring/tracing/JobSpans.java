package dev.atelier.monitoring.tracing;

import dev.atelier.application.activity.Activity;
import dev.atelier.application.tracing.Tracer.GenerationSpan;
import dev.atelier.domain.TraceContext;
import dev.atelier.domain.inference.FailureClass;
import dev.atelier.domain.inference.InferenceJob;
import dev.atelier.domain.inference.InferenceJobStatus;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Spans of jobs, below the span that started the job: each is recorded by the replica that did it, when it is over, so that none
 * has a parent that is lost with another replica. Only a generation is begun before, since the node is given its span.
 * Thread-safe.
 */
final class JobSpans {

    private static final String WAIT = "wait in queue";
    private static final String GENERATE = "generate";
    private static final String STORE = "store images";

    /** From start to end. */
    private static final String WHOLE = "inference";

    private static final String DELETED = "deleted";

    private static final GenerationSpan UNTRACED = new Generation(Span.getInvalid());

    private final Tracer tracer;
    private final Clock clock;

    JobSpans(Tracer tracer, Clock clock) {
        this.tracer = tracer;
        this.clock = clock;
    }

    GenerationSpan generation(InferenceJob job, String node) {
        if (job.trace() == null) {
            return UNTRACED;
        }
        return new Generation(builder(GENERATE, job)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(SpanAttributes.NODE, node)
                .startSpan());
    }

    private record Generation(Span span) implements GenerationSpan {

        @Override
        public Optional<TraceContext> context() {
            return span.getSpanContext().isValid() ? Optional.of(Parents.of(span)) : Optional.empty();
        }

        @Override
        public void end(Optional<String> failure) {
            failure.ifPresent(word -> fail(span, word));
            span.end();
        }
    }

    void on(Activity activity) {
        if (activity instanceof Activity.JobClaimed claimed) {
            claimed.waited()
                    .ifPresent(waited -> add(
                            WAIT,
                            claimed.job(),
                            waited,
                            span -> span.setAttribute(SpanAttributes.NODE, claimed.node())));
        } else if (activity instanceof Activity.JobStored stored) {
            add(STORE, stored.job(), stored.took(), span -> {});
        } else if (activity instanceof Activity.JobEnded ended) {
            ended(ended.job(), ended.job().status().word(), ended.failure(), ended.node());
        } else if (activity instanceof Activity.JobDeleted deleted) {
            ended(deleted.job(), DELETED, Optional.empty(), Optional.empty());
        }
    }

    private void ended(InferenceJob job, String status, Optional<FailureClass> failure, Optional<String> node) {
        Instant end = job.completed() == null ? clock.instant() : job.completed();
        Duration took = job.started() == null ? Duration.ZERO : Duration.between(job.started(), end);
        add(WHOLE, job, end, took, span -> {
            span.setAttribute(SpanAttributes.STATUS, status);
            node.ifPresent(name -> span.setAttribute(SpanAttributes.NODE, name));
            if (job.status() == InferenceJobStatus.FAILED) {
                fail(span, failure.map(FailureClass::word).orElse("other"));
            }
        });
    }

    private void add(String name, InferenceJob job, Duration took, Consumer<Span> details) {
        add(name, job, clock.instant(), took, details);
    }

    private void add(String name, InferenceJob job, Instant end, Duration took, Consumer<Span> details) {
        if (job.trace() == null) {
            return;
        }
        Span span = builder(name, job)
                .setStartTimestamp(took.isNegative() ? end : end.minus(took))
                .startSpan();
        details.accept(span);
        span.end(end);
    }

    private SpanBuilder builder(String name, InferenceJob job) {
        return tracer.spanBuilder(name)
                .setParent(Parents.context(job.trace()))
                .setAllAttributes(SpanAttributes.of(job));
    }

    private static void fail(Span span, String word) {
        span.setStatus(StatusCode.ERROR).setAttribute(SpanAttributes.ERROR_TYPE, word);
    }
}
