package dev.atelier.bootstrap.lambda;

import dev.atelier.application.util.DirectoryDeleter;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
                DirectoryDeleter.remove(path);
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warn("Could not delete temporary files of an earlier process in {}", folder, e);
        }
    }
}
