package dev.atelier.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The shared suite with {@code atelier.backend=sagemaker} and {@code atelier.store=s3}. */
class SuiteOnSageMakerAndS3IT implements SharedSuite {

    private static Stack stack;

    @TempDir
    Path folder;

    @BeforeAll
    static void start(@TempDir Path models) throws IOException {
        stack = new SageMakerStack(models);
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
