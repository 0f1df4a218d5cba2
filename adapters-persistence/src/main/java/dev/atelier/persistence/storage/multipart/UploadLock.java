package dev.atelier.persistence.storage.multipart;

import dev.atelier.persistence.storage.IORunnable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Mutual exclusion on an upload, across threads and processes. Released when its process dies. */
final class UploadLock {

    /** A file lock belongs to the whole process, so threads need their own; uploads that share one only wait longer. */
    private static final Lock[] THREADS =
            Stream.generate(ReentrantLock::new).limit(64).toArray(Lock[]::new);

    private UploadLock() {}

    /** Runs the action while holding the lock of this file, which must exist and must not be opened otherwise. */
    static void during(Path file, IORunnable action) throws IOException {
        Lock thread = THREADS[Math.floorMod(file.hashCode(), THREADS.length)];
        thread.lock();
        try (FileChannel process = FileChannel.open(file, StandardOpenOption.WRITE)) {
            process.lock(); // released when the channel is closed
            action.run();
        } finally {
            thread.unlock();
        }
    }
}
