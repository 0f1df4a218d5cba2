package dev.atelier.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./atelier demo}, as a new user runs it. */
class DemoIT {

    private static final Path LAUNCHER =
            Path.of("..", "atelier").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void generatesAPandaAndPrintsEachStep() throws Exception {
        Run run = demo();

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(run.output().lines().filter(line -> line.matches(" *[0-9.]+ s  .+")))
                .hasSizeGreaterThanOrEqualTo(7);
        Path file = folder.resolve("atelier-demo.png");
        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(512);
        assertThat(image.getHeight()).isEqualTo(512);
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .contains("parameters", "a cute panda", "Model: tiny-emoji");
    }

    @Test
    void takesAPromptAndAFile() throws Exception {
        Run run = demo("--prompt", "red apple", "--out", "apple.png");

        assertThat(run.status()).as(run.output()).isZero();
        assertThat(Files.readString(folder.resolve("apple.png"), StandardCharsets.ISO_8859_1))
                .contains("red apple");
    }

    @Test
    void saysInASentenceWhyItCannotWriteTheImage() throws Exception {
        Run run = demo("--out", "no/such/folder/image.png");

        assertThat(run.status()).isNotZero();
        assertThat(run.output().strip())
                .isEqualTo("atelier: --out no/such/folder/image.png cannot be written; "
                        + "name a file in a folder that exists");
    }

    private Run demo(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(LAUNCHER.toString(), "demo"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the demo did not end:\n" + Files.readString(output));
        }
        return new Run(process.exitValue(), Files.readString(output));
    }

    private record Run(int status, String output) {}
}
