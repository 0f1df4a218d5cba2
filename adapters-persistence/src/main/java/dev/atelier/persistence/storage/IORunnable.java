package dev.atelier.persistence.storage;

import java.io.IOException;

/** Something done to files. */
@FunctionalInterface
interface IORunnable {
    void run() throws IOException;
}
