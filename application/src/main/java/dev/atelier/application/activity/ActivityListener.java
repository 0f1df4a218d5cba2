package dev.atelier.application.activity;

/** Receives activities as they happen, for logs and metrics. Thread-safe; called on threads that must not be blocked. */
@FunctionalInterface
public interface ActivityListener {

    /** Must return at once: no database, no network. What it throws is dropped. */
    void on(Activity activity);
}
