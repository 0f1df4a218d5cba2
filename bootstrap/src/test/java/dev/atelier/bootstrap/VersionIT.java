package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What {@code --version} prints. */
class VersionIT {

    @Test
    void theVersionAndTheCommitOfTheBuild() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String version = output(List.of(java, AtelierProcess.BRIEF, "-jar", "target/atelier.jar", "--version"))
                .orElseThrow();
        Optional<String> commit = Files.exists(Path.of("..", ".git"))
                ? output(List.of("git", "describe", "--always", "--exclude=*"))
                : Optional.empty();

        assertThat(version)
                .matches("atelier \\d+\\.\\d+\\.\\d+\\S*"
                        + commit.map(id -> " \\(commit " + id + "(-dirty)?\\)").orElse(""));
    }

    /** Nothing if there is no such program, or it fails. */
    private static Optional<String> output(List<String> command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Optional.of(output)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
