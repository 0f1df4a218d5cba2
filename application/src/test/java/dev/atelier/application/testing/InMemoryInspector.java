package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRefused;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Refuses files that say of themselves that they are {@link #EVIL}. */
public class InMemoryInspector implements ModelFileInspector {

    /** What the content of a file begins with that is refused. */
    public static final String EVIL = "evil";

    @Override
    public void inspect(CheckpointFileName name, Path file) throws IOException {
        if (Files.size(file) < 1_000_000 && Files.readString(file).startsWith(EVIL)) {
            throw new ModelFileRefused(name + " says that it is evil");
        }
    }
}
