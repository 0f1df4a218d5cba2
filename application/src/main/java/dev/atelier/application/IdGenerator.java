package dev.atelier.application;

import java.util.UUID;

/** Source of new ids. Thread-safe. */
@FunctionalInterface
public interface IdGenerator {

    /** A unique new id. */
    UUID next();
}
