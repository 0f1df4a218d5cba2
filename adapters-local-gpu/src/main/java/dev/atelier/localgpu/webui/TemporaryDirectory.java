package dev.atelier.localgpu.webui;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Temporary directory of one task, deleted on close. */
final class TemporaryDirectory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryDirectory.class);

    private final Path folder;

    private TemporaryDirectory(Path folder) {
        this.folder = folder;
    }

    static TemporaryDirectory below(Path parent) throws NodeException {
        try {
            return new TemporaryDirectory(Files.createTempDirectory(parent, "generation-"));
        } catch (IOException e) {
            throw new NodeException(NodeException.Kind.BROKEN, "A temporary directory could not be created", e);
        }
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() {
        try {
            Files.walkFileTree(folder, new Removal());
        } catch (NoSuchFileException e) {
            return; // already closed
        } catch (IOException e) {
            LOG.warn("Temporary files in {} could not be deleted", folder, e);
        }
    }

    private static final class Removal extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
