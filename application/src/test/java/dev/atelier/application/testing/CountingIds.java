package dev.atelier.application.testing;

import dev.atelier.application.IdGenerator;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Generates ids that count from 1, so that a test can predict them. Thread-safe. */
public class CountingIds implements IdGenerator {

    private final AtomicLong last = new AtomicLong();

    @Override
    public UUID next() {
        return id(last.incrementAndGet());
    }

    /** The id that this call returns, counted from 1. */
    public static UUID id(long call) {
        return new UUID(0x4000L, 0x8000_0000_0000_0000L | call);
    }
}
