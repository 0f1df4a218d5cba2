package dev.atelier.application;

import java.util.UUID;

/** Where new ids come from. Thread-safe. */
@FunctionalInterface
public interface IdGenerator {

    /** An id that was never given before. */
    UUID next();
}
