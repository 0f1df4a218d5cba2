package dev.atelier.application.checkpoint;

import java.time.Duration;

/** How long after its creation an import may take in total. */
public record ImportDeadline(Duration deadline) {}
