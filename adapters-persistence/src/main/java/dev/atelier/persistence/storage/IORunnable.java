package dev.atelier.persistence.storage;

import java.io.IOException;

/** A file operation. */
@FunctionalInterface
public interface IORunnable {
    void run() throws IOException;
}
