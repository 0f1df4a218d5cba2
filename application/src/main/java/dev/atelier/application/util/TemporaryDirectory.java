package dev.atelier.application.util;

import dev.atelier.application.ConfigurationChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/** A new directory for temporary files, deleted with its contents on close. Thread-safe. */
public final class TemporaryDirectory implements AutoCloseable {

    private final Path path;
    private final BiConsumer<String, Throwable> log;

    private TemporaryDirectory(Path path, BiConsumer<String, Throwable> log) {
        this.path = path;
        this.log = log;
    }

    /**
     * One in a directory that exists.
     *
     * @param prefix of its name
     * @param log of files that could not be deleted
     */
    public static TemporaryDirectory below(Path parent, String prefix, BiConsumer<String, Throwable> log)
            throws IOException {
        return new TemporaryDirectory(Files.createTempDirectory(parent, prefix), log);
    }

    /**
     * One in the directory of a setting, which is created if it is missing.
     *
     * @param key the setting
     * @param parent its value; null or blank: the system's directory for temporary files
     * @throws IllegalArgumentException if this service cannot write there; the message names the setting
     */
    public static TemporaryDirectory configured(String key, String parent, BiConsumer<String, Throwable> log) {
        try {
            if (parent == null || parent.isBlank()) {
                return new TemporaryDirectory(Files.createTempDirectory("atelier-spool-"), log);
            }
            return below(Files.createDirectories(Path.of(parent).toAbsolutePath()), "spool-", log);
        } catch (IOException | IllegalArgumentException e) {
            throw ConfigurationChecks.rejected(key, parent, "a folder that this service may write to");
        }
    }

    public Path path() {
        return path;
    }

    /** A path in it. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** Idempotent. What cannot be deleted is logged and left. */
    @Override
    public void close() {
        try {
            DirectoryDeleter.remove(path);
        } catch (IOException e) {
            log.accept("Temporary files in " + path + " could not be deleted", e);
        }
    }
}
