package dev.atelier.application.inference;

/** How large the payload of one inference may be, in bytes. */
public record PayloadLimit(long bytes) {}
