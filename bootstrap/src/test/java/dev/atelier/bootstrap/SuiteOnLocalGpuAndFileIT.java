package dev.atelier.bootstrap;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The shared suite with {@code atelier.backend=local-gpu} and {@code atelier.store=file}. */
class SuiteOnLocalGpuAndFileIT implements SharedSuite {

    private static Stack stack;

    @TempDir
    Path folder;

    @BeforeAll
    static void start(@TempDir Path models) {
        stack = new LocalGpuStack(models);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Override
    public Stack stack() {
        return stack;
    }

    @Override
    public Path folder() {
        return folder;
    }
}
