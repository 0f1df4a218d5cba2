package dev.atelier.application.metrics;

/** The metrics of this process, and of the queue that it shares. Thread-safe. */
public interface MetricsReport {

    /** All of them in the text format 0.0.4 of Prometheus. May read the queue, at most once in a few seconds. */
    String text();
}
