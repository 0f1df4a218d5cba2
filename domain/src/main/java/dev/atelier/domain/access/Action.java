package dev.atelier.domain.access;

/** An action that a permission allows; {@code ALL} includes the others. */
public enum Action {
    ALL,
    LIST,
    CREATE
}
