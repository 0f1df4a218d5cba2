package dev.atelier.bootstrap.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A folder with packages from npm, and the programs that run in it. */
record NpmPackages(Path folder) {

    /** Whether npm is there and can install what {@code package.json} of the folder names. */
    boolean install() throws InterruptedException {
        return run(List.of("npm", "install", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1")) == 0;
    }

    /** Puts a file of the tests into the folder. */
    void copy(String resource) throws IOException {
        try (InputStream content = NpmPackages.class.getResourceAsStream(resource)) {
            Files.copy(content, folder.resolve(Path.of(resource).getFileName()));
        }
    }

    void succeed(List<String> command) throws InterruptedException {
        assertThat(run(command)).as(this::output).isZero();
    }

    /** The exit status; 127, as shells have it, where there is no such program. */
    private int run(List<String> command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
            try {
                return process.waitFor(3, TimeUnit.MINUTES) ? process.exitValue() : -1;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return 127;
        }
    }

    /** What the last program printed. */
    String output() {
        try {
            return Files.readString(folder.resolve("output"));
        } catch (IOException e) {
            return "there is no output";
        }
    }
}
