package dev.atelier.application.inference;

/** The maximum size of an inference's payload, in bytes. */
public record PayloadLimit(long bytes) {}
