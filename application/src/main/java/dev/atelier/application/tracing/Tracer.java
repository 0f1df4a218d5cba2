package dev.atelier.application.tracing;

import dev.atelier.domain.TraceContext;
import dev.atelier.domain.inference.InferenceJob;
import java.util.Optional;

/**
 * Records what this process does as spans of distributed traces. What activities report is recorded without it. Thread-safe.
 * Never fails and never waits, whether or not spans can be delivered.
 */
public interface Tracer {

    /** The key, in lines of the log, of the id of the trace to which they belong. */
    String LOG_KEY = "trace";

    /** The span that the present thread works for; empty where there is none. */
    Optional<TraceContext> current();

    /** Has the present thread, and what it logs, work for this span until the scope is closed; empty: changes nothing. */
    Scope activate(Optional<TraceContext> span);

    /**
     * Begins the span of a request to this service.
     *
     * @param method the HTTP method
     * @param client the client's span; empty: a new trace begins
     */
    RequestSpan request(String method, Optional<TraceContext> client);

    /** Begins the span of a job's generation on a node, which is not recorded where the job is not traced. */
    GenerationSpan generation(InferenceJob job, String node);

    /** What a thread does for a span; closed on the same thread, once. */
    @FunctionalInterface
    interface Scope extends AutoCloseable {

        /** Restores what was before. */
        @Override
        void close();
    }

    /** A request to this service. Thread-safe. */
    interface RequestSpan {

        /** What is sent on to what works for the request; empty where nothing is traced. */
        Optional<TraceContext> context();

        /**
         * Ends it, as its response begins. Later calls change nothing.
         *
         * @param route the template of the path; empty where no route matched
         * @param status of the response
         * @param requestId of the request, as in its response and in the log
         */
        void end(Optional<String> route, int status, String requestId);
    }

    /** A call of a node. Thread-safe. */
    interface GenerationSpan {

        /** What is sent to the node; empty where the job is not traced. */
        Optional<TraceContext> context();

        /**
         * Ends it. Later calls change nothing.
         *
         * @param failure why there is no result, in a word of few; empty where there is one
         */
        void end(Optional<String> failure);
    }
}
