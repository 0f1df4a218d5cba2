package dev.atelier.sagemaker.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Temporary directory of one invocation; deleted with its contents on close. */
final class CallDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CallDirectory.class);

    private final Path folder;

    private CallDirectory(Path folder) {
        this.folder = folder;
    }

    static CallDirectory below(Path spool) throws IOException {
        return new CallDirectory(Files.createTempDirectory(spool, "response-"));
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        if (!Files.exists(folder)) {
            return; // closed before
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            LOG.warn("Could not delete temporary files in {}", folder, e);
        }
    }
}
