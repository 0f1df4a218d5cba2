package dev.atelier.persistence.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Lets one at a time change an upload, among threads and among processes. A process that dies lets go. */
final class UploadLock {

    /** A file's lock is the whole process's, so threads need their own; uploads that share one merely wait a little. */
    private static final Lock[] THREADS =
            Stream.generate(ReentrantLock::new).limit(64).toArray(Lock[]::new);

    private UploadLock() {}

    /** Waits for the lock of this file, which has to exist and which nothing else may open, and does it then. */
    static void during(Path file, IORunnable action) throws IOException {
        Lock thread = THREADS[Math.floorMod(file.hashCode(), THREADS.length)];
        thread.lock();
        try (FileChannel process = FileChannel.open(file, StandardOpenOption.WRITE)) {
            process.lock(); // until it is closed
            action.run();
        } finally {
            thread.unlock();
        }
    }
}
