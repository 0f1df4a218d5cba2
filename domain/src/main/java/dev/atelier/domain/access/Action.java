package dev.atelier.domain.access;

/** What a permission allows; {@code ALL} includes the others. */
public enum Action {
    ALL,
    LIST,
    CREATE
}
