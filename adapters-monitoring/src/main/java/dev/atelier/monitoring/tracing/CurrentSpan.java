package dev.atelier.monitoring.tracing;

import dev.atelier.application.tracing.Tracer;
import dev.atelier.domain.TraceContext;
import java.util.Optional;
import org.slf4j.MDC;

/** The span that each thread works for, whose trace is in the lines that the thread logs. Thread-safe. */
final class CurrentSpan {

    private static final ThreadLocal<TraceContext> SPAN = new ThreadLocal<>();

    Optional<TraceContext> get() {
        return Optional.ofNullable(SPAN.get());
    }

    Tracer.Scope set(TraceContext next) {
        TraceContext before = SPAN.get();
        String logged = MDC.get(Tracer.LOG_KEY);
        SPAN.set(next);
        MDC.put(Tracer.LOG_KEY, next.traceId());
        return () -> {
            restore(before);
            if (logged == null) {
                MDC.remove(Tracer.LOG_KEY);
            } else {
                MDC.put(Tracer.LOG_KEY, logged);
            }
        };
    }

    private static void restore(TraceContext before) {
        if (before == null) {
            SPAN.remove();
        } else {
            SPAN.set(before);
        }
    }
}
