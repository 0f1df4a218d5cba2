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
 * What a function's process has left when it was cut off in a call. Lambda may start the next one over the same temporary
 * files, which nobody else has, so that there would be less room each time.
 */
final class StaleTempFileCleaner {

    private static final Logger LOG = LoggerFactory.getLogger(StaleTempFileCleaner.class);
    private static final String OURS = "atelier-*";

    private StaleTempFileCleaner() {}

    /** @param folder the folder for temporary files, of this process alone */
    static void remove(Path folder) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, OURS)) {
            for (Path path : left) {
                removeTree(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("Temporary files of an earlier process stay behind in {}", folder, e);
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
