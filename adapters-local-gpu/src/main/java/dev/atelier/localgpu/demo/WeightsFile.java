package dev.atelier.localgpu.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A model file as it was when the node last looked. Its hash is known once it has been loaded, as in SD WebUI; unlike
 * there, it is worked out of what was loaded. Thread-safe.
 */
final class WeightsFile {

    private static final int SHORT = 10;

    private final Path path;
    private final Stamp stamp;
    private volatile String hash = "";

    private WeightsFile(Path path, Stamp stamp) {
        this.path = path;
        this.stamp = stamp;
    }

    /** What changes when another file takes the place of this one. */
    private record Stamp(Object key, long size, FileTime modified) {

        static Stamp of(Path path) throws IOException {
            BasicFileAttributes told = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(told.fileKey(), told.size(), told.lastModifiedTime());
        }
    }

    static WeightsFile at(Path path) throws IOException {
        return new WeightsFile(path, Stamp.of(path));
    }

    boolean isSameAs(WeightsFile other) {
        return path.equals(other.path) && stamp.equals(other.stamp);
    }

    Path path() {
        return path;
    }

    String name() {
        return path.getFileName().toString();
    }

    /** Empty until it has been loaded. */
    String hash() {
        return hash;
    }

    String shortHash() {
        return hash.isEmpty() ? "" : hash.substring(0, SHORT);
    }

    void loaded(String sha256) {
        hash = sha256;
    }
}
