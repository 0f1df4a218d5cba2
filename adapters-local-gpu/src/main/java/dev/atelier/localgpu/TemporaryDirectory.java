package dev.atelier.localgpu;

import dev.atelier.localgpu.node.ConfigurationChecks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Temporary directory for responses of nodes, deleted on close. */
record TemporaryDirectory(Path folder) implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryDirectory.class);

    /** @param configured its parent; null or blank: the system's folder for temporary files */
    static TemporaryDirectory open(String configured) {
        try {
            if (configured == null || configured.isBlank()) {
                return new TemporaryDirectory(Files.createTempDirectory("atelier-spool-"));
            }
            Path parent = Path.of(configured).toAbsolutePath();
            Files.createDirectories(parent);
            return new TemporaryDirectory(Files.createTempDirectory(parent, "spool-"));
        } catch (IOException | IllegalArgumentException e) {
            throw ConfigurationChecks.rejected(
                    LocalGpuConfiguration.KEY + ".temp-dir", configured, "a folder that this service may write to");
        }
    }

    @Override
    public void close() {
        try (var left = Files.walk(folder)) {
            left.sorted(Comparator.reverseOrder()).forEach(TemporaryDirectory::delete);
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("{} could not be deleted", folder, e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
