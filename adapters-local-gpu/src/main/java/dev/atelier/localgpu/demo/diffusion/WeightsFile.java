package dev.atelier.localgpu.demo.diffusion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A model file as of the last refresh. Its hash is known once it has been loaded, as in SD WebUI, and is that of the loaded
 * content. Thread-safe.
 */
public final class WeightsFile {

    private static final int SHORT = 10;

    private final Path path;
    private final Stamp stamp;
    private volatile String hash = "";

    private WeightsFile(Path path, Stamp stamp) {
        this.path = path;
        this.stamp = stamp;
    }

    /** Attributes that change when the file is replaced. */
    private record Stamp(Object key, long size, FileTime modified) {

        static Stamp of(Path path) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
        }
    }

    public static WeightsFile at(Path path) throws IOException {
        return new WeightsFile(path, Stamp.of(path));
    }

    public boolean isSameAs(WeightsFile other) {
        return path.equals(other.path) && stamp.equals(other.stamp);
    }

    Path path() {
        return path;
    }

    public String name() {
        return path.getFileName().toString();
    }

    /** The SHA-256; empty until the file has been loaded. */
    public String hash() {
        return hash;
    }

    public String shortHash() {
        return hash.isEmpty() ? "" : hash.substring(0, SHORT);
    }

    void loaded(String sha256) {
        hash = sha256;
    }
}
