package dev.atelier.application;

/** Recognizes failures for which nothing is to blame but a database that cannot be reached. Thread-safe. */
@FunctionalInterface
public interface DatabaseOutage {

    /** Whether this failure, or one of its causes, says that the database cannot be reached at present. */
    boolean isCauseOf(Throwable failure);
}
