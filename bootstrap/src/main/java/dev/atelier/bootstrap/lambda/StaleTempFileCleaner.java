package dev.atelier.bootstrap.lambda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes temporary files of an earlier process that was killed during an invocation. Lambda may reuse {@code /tmp},
 * whose free space would shrink each time.
 */
final class StaleTempFileCleaner {

    private static final Logger LOG = LoggerFactory.getLogger(StaleTempFileCleaner.class);
    private static final String PATTERN = "atelier-*";

    private StaleTempFileCleaner() {}

    /** @param folder the temporary directory, used by this process only */
    static void remove(Path folder) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PATTERN)) {
            for (Path path : left) {
                removeTree(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Could not delete temporary files of an earlier process in {}", folder, e);
        }
    }

    private static void removeTree(Path path) throws IOException {
        List<Path> tree;
        try (Stream<Path> below = Files.walk(path)) {
            tree = below.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : tree) {
            Files.deleteIfExists(each);
        }
    }
}
